using CoSellBot.Agents;
using CoSellBot.Agents.Replies;
using CoSellBot.Bot.Storage;

namespace CoSellBot.Bot.Turns;

/// <summary>A stored reply as the people of a place may see it now.</summary>
internal static class OutboxReply
{
    // Somebody joined between the answer and its sending: the same words as when there is nothing.
    private static AgentReply Withheld { get; } = AgentReply.Say(Phrase.Of("place.withheld"));

    private static AgentReply Unreadable { get; } = AgentReply.Say(Phrase.Of("place.unreadable"));

    /// <summary>True when anybody at all may read the reply.</summary>
    public static bool IsPublic(this OutboxMessage message) => AgentReply.FromJson(message.Reply).Readers.IsPublic;

    /// <summary>What is said of a message in a place: the reply itself, or constant words when it is not for everyone there.</summary>
    public static AgentReply ToSay(this OutboxMessage message, TurnPlace place)
    {
        var reply = AgentReply.FromJson(message.Reply);
        return place.Audience.Ceiling.Allows(reply.Readers) ? reply : place.Audience.IsComplete ? Withheld : Unreadable;
    }

    /// <summary>The reply for everyone in the place, with its footer; constant words when it is not for all of them.</summary>
    public static VisibleReply ToVisible(this OutboxMessage message, TurnPlace place)
    {
        var context = new ReaderSettings(message.Locale, message.TimeZone).ToContext();
        var reply = AgentReply.FromJson(message.Reply);
        if (message.UnsureAt is not null && message.Kind == OutboxKind.Send)
        {
            reply = reply with { Lines = [.. reply.Lines, Phrase.Of("place.repeated")] };
        }

        return ReplyFooter.Add(reply, place).Reveal(place.Audience.Ceiling, Texts.Shipped, context)
            ?? ReplyFooter.Add(place.Audience.IsComplete ? Withheld : Unreadable, place).Reveal(place.Audience.Ceiling, Texts.Shipped, context)!;
    }
}

/// <summary>The footer actions: the private route wherever several firms read, and who reads along on every card. Never depends on what there is to hide.</summary>
internal static class ReplyFooter
{
    public static AgentReply Add(AgentReply reply, TurnPlace place)
    {
        var buttons = reply.Buttons;
        if (place.Audience.IsCrossOrganization && !buttons.Any(button => button.Value == Press.AskPrivately))
        {
            buttons = buttons.Add(new ReplyButton(Phrase.Of("button.ask_privately"), Press.AskPrivately, ButtonStyle.Quiet));
        }

        if (reply.State != CardState.Say && reply.State != CardState.Void)
        {
            buttons = buttons.Add(new ReplyButton(Phrase.Of("button.who_reads"), Press.WhoReads, ButtonStyle.Quiet));
        }

        return reply with { Buttons = buttons };
    }
}
