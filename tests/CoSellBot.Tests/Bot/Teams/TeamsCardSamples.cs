using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CoSellBot.Access;
using CoSellBot.Agents.Replies;
using CoSellBot.Tests.Infrastructure;

namespace CoSellBot.Tests.Bot.Teams;

/// <summary>Replies to draw: those the product really gave in a morning of conversations, and made-up ones for the edges.</summary>
internal static partial class TeamsCardSamples
{
    private static readonly (string Person, string Words)[] Morning =
    [
        ("PER-LENA", "help"),
        ("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September"),
        ("PER-LENA", "make it 90k"),
        ("PER-LENA", "press Change"),
        ("PER-LENA", "close end of August"),
        ("PER-LENA", "press Register"),
        ("PER-LENA", "press Withdraw"),
        ("PER-LENA", "press Cancel"),
        ("PER-PRIYA", "register fabrikam.co.uk for ledger, 45k, end of Q3"),
        ("PER-PRIYA", "pounds, and make it 48k"),
        ("PER-PRIYA", "press Register"),
        ("PER-PRIYA", "press Add proof"),
        ("PER-PRIYA", "Their buyer wrote to us on 3 June and asked for an offer."),
        ("PER-PRIYA", "press Save"),
        ("PER-FELIX", "register contoso.com for Ledger, 20k EUR, end of September"),
        ("PER-FELIX", "press Register"),
        ("PER-FELIX", "is someone else on it?"),
        ("PER-FELIX", "press Ask Anja"),
        ("PER-FELIX", "Please tell me whether our plans for this customer fit together."),
        ("PER-FELIX", "press Send"),
        ("PER-JONAS", "my deals"),
        ("PER-JONAS", "who can read this?"),
        ("PER-JONAS", "how long does protection last?"),
        ("PER-JONAS", "status of DR-ZZZZ"),
        ("PER-ANJA", "deals with Orion"),
        ("PER-ANJA", "rules of engagement"),
        ("PER-LENA", "open opportunities at Contoso"),
        ("PER-LENA", "status of Contoso"),
        ("PER-LENA", "good morning"),
    ];

    private static readonly Lazy<Task<IReadOnlyList<VisibleReply>>> Said = new(SayAllAsync);

    /// <summary>Everything the bot sent or put in place of something, notices to others included, in order.</summary>
    public static Task<IReadOnlyList<VisibleReply>> FromConversationsAsync() => Said.Value;

    /// <summary>A reply of any texts, revealed already.</summary>
    public static VisibleReply Reply(
        CardState state, string? title = null, string? note = null, IEnumerable<string>? facts = null, IEnumerable<string>? lines = null,
        IEnumerable<VisibleItem>? items = null, IEnumerable<VisibleButton>? buttons = null, string? source = null) =>
        new(state, title, note, [.. (facts ?? []).Select((fact, i) => new VisibleFact(fact, i % 2 == 0))], [.. lines ?? []], [.. items ?? []], [.. buttons ?? []], source);

    /// <summary>The card of a register proposal.</summary>
    public static VisibleReply Proposal(string customer = "Contoso GmbH", params IEnumerable<string> lines) => Reply(
        CardState.Proposal, "Register this deal?", "Nothing is saved yet", [$"{customer}, Germany", "Nimbus (Platinum)", "EUR 80,000"], lines,
        buttons:
        [
            new("Cancel", Press.Cancel("P-1", "abc"), ButtonStyle.Secondary),
            new("Register", Press.Confirm("P-1", "abc"), ButtonStyle.Primary),
            new("Change", Press.Change("P-1"), ButtonStyle.Secondary),
            new("Who can read this", Press.WhoReads, ButtonStyle.Quiet),
        ],
        source: "Partner records, 10:13 CEST");

    /// <summary>A list with a button in each row.</summary>
    public static VisibleReply List(int count, Func<int, string> text) => Reply(
        CardState.Info, $"{count} deals you may see",
        items: Enumerable.Range(1, count).Select(i => new VisibleItem(text(i), ImmutableArray.Create(new VisibleButton("Open", Press.Say($"status of DR-{i:0000}"), ButtonStyle.Secondary)))),
        source: "Partner records, 10:13 CEST");

    private static async Task<IReadOnlyList<VisibleReply>> SayAllAsync()
    {
        await using var bot = await CoSellBotFactory.StartAsync();
        foreach (var (person, words) in Morning)
        {
            bot.Clock.Advance(TimeSpan.FromMinutes(2));
            await (words.StartsWith("press ", StringComparison.Ordinal) ? bot.PressAsync(person, words["press ".Length..]) : bot.SayAsync(person, words));
        }

        await bot.SayAsync("PER-JONAS", "status of our deals", "PLC-NIMBUS");
        await bot.SayAsync("PER-LENA", "register Contoso with Nimbus for Ledger, 80k EUR, close end of September", "PLC-NIMBUS-ORION");
        // How it looks does not depend on who reads, so the labels are opened.
        return [.. (await bot.OutboxAsync()).Select(row => AgentReply.FromJson(Labels().Replace(row.Reply, "\"Readers\":\"*\""))
            .Reveal(Ceiling.PublicOnly, Texts.Shipped, ReadingContext.From(row.Locale, row.TimeZone))!)];
    }

    [GeneratedRegex("\"Readers\":\"[^\"]*\"")]
    private static partial Regex Labels();
}
