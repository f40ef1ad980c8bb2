using System.Globalization;
using System.Text.Json.Nodes;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Turns;

namespace CoSellBot.Bot.Slack;

/// <summary>A reply for Slack. Send it with <c>parse</c> "none", without names linked and without unfurling.</summary>
/// <param name="Text">
/// What notifications and screen readers say, at most <see cref="SlackBlocks.LongestText"/> characters. Its entities are encoded, so it
/// holds no mention and no link of anybody's making; nothing invisible is put between its words, because they are copied and searched.
/// </param>
/// <param name="Blocks">What is shown, within all limits of a message.</param>
public sealed record SlackMessage(string Text, JsonArray Blocks);

/// <summary>
/// Revealed replies as Block Kit. Data stands only in rich text runs and plain text, which Slack does not read for mentions, links,
/// emoji or formatting; nothing here is mrkdwn, a link or an image.
/// </summary>
public static class SlackBlocks
{
    /// <summary>The most blocks of a message.</summary>
    public const int MostBlocks = 50;

    /// <summary>The most characters of a message's text, far below the 4,000 that an update refuses.</summary>
    public const int LongestText = 3500;

    /// <summary>
    /// The most characters a page takes as JSON. Slack refuses messages of about 13,000 (<c>msg_blocks_too_long</c>) and does not say what
    /// it counts: https://github.com/slackapi/bolt-js/issues/2509.
    /// </summary>
    public const int MostCharacters = 10_000;

    /// <summary>A reply as a message. The same reply has the same pages at every press.</summary>
    /// <param name="reply">What to say.</param>
    /// <param name="messageId">Our id of the message; every press brings it back in its block's id.</param>
    /// <param name="offersForm">True where a proposal can also be changed in a form.</param>
    /// <param name="page">The page to show, from 1; one that does not exist becomes the nearest that does.</param>
    public static SlackMessage Render(VisibleReply reply, string messageId, bool offersForm = false, int page = 1)
    {
        var content = new SlackContent(reply, offersForm);
        var pages = SlackPages.Pages(content.Parts(), MostBlocks - content.FrameBlocks, MostCharacters - content.FrameCharacters);
        page = Math.Clamp(page, 1, pages.Count);
        return new SlackMessage(Fallback(reply), Numbered(content.Blocks(pages[page - 1], page, pages.Count), messageId, page));
    }

    /// <summary>Our id of the message that a pressed button stands on, from the id of its block; null when it is none of ours.</summary>
    public static string? MessageIdOf(string? blockId) =>
        blockId?.LastIndexOf('/') is > 0 and var slash && slash < blockId.Length - 1 && blockId.AsSpan(slash + 1).ContainsAnyExceptInRange('0', '9') is false
            ? blockId[..slash]
            : null;

    // Without buttons: where this is shown there are none.
    private static string Fallback(VisibleReply reply)
    {
        var title = reply.Note is null ? reply.Title : $"{reply.Title}\n{reply.Note}";
        var facts = reply.Facts.Length == 0 ? null : string.Join(" | ", reply.Facts.Select(SlackContent.Words).Select(ShownText.Clean));
        var items = reply.Items.Select((item, i) => string.Create(CultureInfo.InvariantCulture, $"{i + 1}. {item.Text}"));
        var all = new[] { title, facts }.Concat(reply.Lines).Concat(items).Append(reply.Source);
        var text = string.Join('\n', all.OfType<string>().SelectMany(ShownText.Paragraphs));
        text = Encode(ShownText.Pieces(text, LongestText, LongestText, EncodedLength).First());
        return text.Length > 0 ? text : ShownText.Ellipsis;
    }

    private static string Encode(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static int EncodedLength(ReadOnlySpan<char> text)
    {
        var length = text.Length;
        foreach (var character in text)
        {
            length += character switch { '&' => 4, '<' or '>' => 3, _ => 0 };
        }

        return length;
    }

    // Ids of blocks differ from page to page, as Slack asks of messages that are updated.
    private static JsonArray Numbered(IReadOnlyList<JsonObject> blocks, string messageId, int page)
    {
        var (block, button) = ((page - 1) * MostBlocks, 0);
        foreach (var actions in blocks.Where(SlackElements.IsActions))
        {
            actions["block_id"] = string.Create(CultureInfo.InvariantCulture, $"{messageId}/{++block}");
            foreach (var element in actions["elements"]!.AsArray().Select(element => element!.AsObject()).Where(element => !element.ContainsKey("action_id")))
            {
                element["action_id"] = string.Create(CultureInfo.InvariantCulture, $"p{++button}");
            }
        }

        return new JsonArray([.. blocks]);
    }
}
