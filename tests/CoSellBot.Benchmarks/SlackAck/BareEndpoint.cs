using CoSellBot.Bot.Slack;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace CoSellBot.Benchmarks.SlackAck;

/// <summary>The floors: an endpoint that proves the caller and does nothing more, or stores each event in a commit of its own.</summary>
internal static class BareEndpoint
{
    public static async Task<WebApplication> StartAsync(Func<byte[], Task> store)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapPost("/slack/events", async (HttpContext http) =>
        {
            using var buffer = new MemoryStream();
            await http.Request.Body.CopyToAsync(buffer);
            var body = buffer.ToArray();
            if (!SlackSignature.Proves(
                SlackTown.Secret, http.Request.Headers["X-Slack-Request-Timestamp"], http.Request.Headers["X-Slack-Signature"], body, TimeProvider.System.GetUtcNow()))
            {
                return Results.StatusCode(401);
            }

            await store(body);
            return Results.Ok();
        });
        await app.StartAsync();
        return app;
    }

    /// <summary>A file with the bot's own durability, one commit an event.</summary>
    public sealed class OneByOne : IAsyncDisposable
    {
        private readonly SemaphoreSlim _one = new(1);
        private readonly SqliteConnection _connection;

        public OneByOne(string file)
        {
            _connection = new SqliteConnection($"Data Source={file}");
            _connection.Open();
            Run("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE Event (Body BLOB NOT NULL);", null);
        }

        public async Task StoreAsync(byte[] body)
        {
            await _one.WaitAsync();
            try
            {
                Run("INSERT INTO Event (Body) VALUES ($body);", body);
            }
            finally
            {
                _one.Release();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _connection.DisposeAsync();
            _one.Dispose();
        }

        private void Run(string statement, byte[]? body)
        {
            using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
            command.CommandText = statement;
#pragma warning restore CA2100
            if (body is not null)
            {
                command.Parameters.AddWithValue("$body", body);
            }

            command.ExecuteNonQuery();
        }
    }
}
