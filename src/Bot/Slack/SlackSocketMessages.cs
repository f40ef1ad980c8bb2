using System.Buffers;
using System.Net.WebSockets;

namespace CoSellBot.Bot.Slack;

/// <summary>The messages of a socket, put together from their frames. Not for two readers at once.</summary>
internal sealed class SlackSocketMessages(WebSocket socket, int largest)
{
    private const int Chunk = 8 * 1024;
    private ArrayBufferWriter<byte> _buffer = new(Chunk);

    /// <summary>Waits for the next message; its bytes are good until the next call.</summary>
    /// <returns>The message; empty for one that is not text or too large; null when the other side has closed.</returns>
    public async Task<ReadOnlyMemory<byte>?> NextAsync(CancellationToken cancellationToken)
    {
        // One large message does not keep its memory for the life of the socket.
        _buffer = _buffer.Capacity > 8 * Chunk ? new ArrayBufferWriter<byte>(Chunk) : _buffer;
        _buffer.ResetWrittenCount();
        var isUsable = true;
        for (; ; )
        {
            var part = await socket.ReceiveAsync(_buffer.GetMemory(Chunk), cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            // What cannot be used is read to its end and forgotten, so that the next message is found.
            isUsable &= part.MessageType == WebSocketMessageType.Text && _buffer.WrittenCount + part.Count <= largest;
            if (isUsable)
            {
                _buffer.Advance(part.Count);
            }

            if (part.EndOfMessage)
            {
                return isUsable ? _buffer.WrittenMemory : ReadOnlyMemory<byte>.Empty;
            }
        }
    }
}
