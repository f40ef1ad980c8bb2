using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoSellBot.Bot.Slack;

/// <summary>Takes what Slack sends over a socket, once it is certain to be kept.</summary>
/// <param name="type">What the payload is: <c>events_api</c>, <c>interactive</c> or <c>slash_commands</c>.</param>
/// <param name="payload">The payload, its own copy.</param>
/// <param name="cancellationToken">Cancelled when the socket has waited long enough.</param>
/// <returns>When the payload is durably stored or deliberately dropped: what Slack is answered with, or null for nothing.</returns>
/// <remarks>Whatever is thrown means that it is not stored: Slack gets no acknowledgement and sends it again.</remarks>
internal delegate Task<JsonObject?> SlackReceive(string type, JsonElement payload, CancellationToken cancellationToken);
