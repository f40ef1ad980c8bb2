using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace CoSellBot.Tests.Bot.Slack;

/// <summary>A server that opens a socket, says hello, and then reads everything and answers nothing: no pong either.</summary>
public sealed class DeafSocket : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;

    public DeafSocket()
    {
        _listener.Start();
        _running = RunAsync();
    }

    public string Link => $"ws://{_listener.LocalEndpoint}/link";

    /// <summary>Hello was sent.</summary>
    public Task Greeted => _greeted.Task.WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>The bot has dropped the connection.</summary>
    public Task Gone => _gone.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            await using var stream = client.GetStream();
            var request = new StringBuilder();
            var buffer = new byte[4096];
            while (!request.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, _stop.Token)));
            }

            var key = request.ToString().Split("\r\n").First(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {Accept(key)}\r\n\r\n"), _stop.Token);
            var hello = Encoding.UTF8.GetBytes("""{"type":"hello"}""");
            await stream.WriteAsync((byte[])[0x81, (byte)hello.Length, .. hello], _stop.Token);
            _greeted.TrySetResult();
            while (await stream.ReadAsync(buffer, _stop.Token) > 0)
            {
            }
        }
        catch (Exception over) when (over is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The bot, or the test, has had enough.
        }

        _gone.TrySetResult();
    }

    // The protocol asks for SHA-1 (RFC 6455, 4.2.2); nothing is protected by it.
#pragma warning disable CA5350
    private static string Accept(string key) => Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
}
