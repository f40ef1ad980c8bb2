using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>
/// Takes <c>/cosell</c>. Nobody else sees that a command was typed, so its answer comes where nobody else reads: in the direct chat.
/// </summary>
internal sealed class SlackCommands(Inbox inbox, SlackPlaces places, SlackModals modals)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.2);

    /// <summary>Takes a command.</summary>
    /// <returns>A line that only the person sees; null when the answer comes in the same place anyway.</returns>
    public async Task<JsonObject?> TakeAsync(SlackInstallation installation, JsonElement fields, CancellationToken cancellationToken)
    {
        if (fields.Id("user_id") is not { } user)
        {
            return null;
        }

        var words = SlackWords.Plain(fields.Text("text"), installation.BotUserId);
        if (words.Equals("register", StringComparison.OrdinalIgnoreCase) && fields.Text("trigger_id") is { } trigger)
        {
            modals.OpenNew(installation.Id, trigger, user);
            return null;
        }

        if (words.Equals("link", StringComparison.OrdinalIgnoreCase) && fields.Text("trigger_id") is { } opens)
        {
            modals.OpenCode(installation.Id, opens);
            return null;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        string? direct;
        try
        {
            direct = await places.DirectOfAsync(installation.Id, user, patience.Token);
        }
        catch (Exception failure) when (failure is ChannelException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Say("press.slow");
        }

        if (direct is null)
        {
            return Say("draft.no_direct");
        }

        await inbox.ReceiveAsync(
            new InboundMessage(SlackThread.Conversation(installation.Id, direct, null), CommandId(fields, user, words), user, words.Length == 0 ? "help" : words), cancellationToken);
        return fields.Id("channel_id") == direct ? null : Say("place.moved_command");
    }

    // A command has no id of its own; its trigger is there once.
    private static string CommandId(JsonElement fields, string user, string words) =>
        $"command/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{fields.Text("trigger_id") ?? fields.Text("response_url")}\n{user}\n{words}")).AsSpan(0, 16))}";

    private static JsonObject Say(string key) => new() { ["response_type"] = "ephemeral", ["text"] = ShownText.Words(key) };
}
