using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoSellBot.Bot.Slack;

/// <summary>One message of Slack's Socket Mode (https://docs.slack.dev/apis/events-api/using-socket-mode).</summary>
internal abstract record SlackSocketFrame
{
    /// <summary>Reads a message; null for one that is not understood.</summary>
    public static SlackSocketFrame? Read(ReadOnlyMemory<byte> message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? null : Text(root, "type") switch
            {
                "hello" => new Hello(),
                "disconnect" => new Disconnect(Text(root, "reason") ?? string.Empty),
                "events_api" or "interactive" or "slash_commands" => Envelope.Of(root),
                _ => null,
            };
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            // The second is a text with half a surrogate pair.
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The socket is ready.</summary>
    public sealed record Hello : SlackSocketFrame;

    /// <summary>The socket ends, or is about to.</summary>
    public sealed record Disconnect(string Reason) : SlackSocketFrame;

    /// <summary>Something that happened, to be acknowledged on the same socket.</summary>
    public sealed record Envelope(string Id, string Type, JsonElement Payload, bool TakesAnswer) : SlackSocketFrame
    {
        /// <summary>Reads one; null without an id or a payload.</summary>
        public static Envelope? Of(JsonElement root) =>
            Text(root, "envelope_id") is { Length: > 0 } id && root.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Object
                ? new Envelope(id, Text(root, "type")!, payload.Clone(), !(root.TryGetProperty("accepts_response_payload", out var takes) && takes.ValueKind == JsonValueKind.False))
                : null;

        /// <summary>The acknowledgement.</summary>
        public byte[] Acknowledge(JsonObject? answer)
        {
            var body = new JsonObject { ["envelope_id"] = Id };
            if (answer is not null && TakesAnswer)
            {
                body["payload"] = answer.DeepClone();
            }

            return JsonSerializer.SerializeToUtf8Bytes(body);
        }
    }
}
