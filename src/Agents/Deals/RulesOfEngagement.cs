using CoSellBot.Agents.Replies;
using CoSellBot.Agents.Understanding;
using CoSellBot.Prm;
using CoSellBot.Prm.Partners;
using CoSellBot.Prm.Registrations;

namespace CoSellBot.Agents.Deals;

/// <summary>The published rules, told from the numbers in force. A question that no section covers gets the list of sections, never an invented rule.</summary>
internal static class RulesOfEngagement
{
    /// <summary>The sections in the order of the published rules, each with words that ask for it.</summary>
    private static readonly (string Key, string Words)[] Sections =
        [("who", "who may"), ("size", "limit"), ("protection", "protect"), ("others", "someone else"), ("direct", "direct"), ("currency", "currency")];

    /// <summary>The section's number in the published rules.</summary>
    public static int Number(string key) => Array.FindIndex(Sections, section => section.Key == key) + 1;

    /// <summary>Answers a question about the rules.</summary>
    public static AgentReply Answer(string question, RuleSet rules)
    {
        var best = Wordbook.Shipped.Rules.Find(FoldedText.Of(question)).GroupBy(found => found.Value)
            .OrderByDescending(section => section.Count()).ThenBy(section => Number(section.Key)).FirstOrDefault();
        return best is null ? Contents(rules) : Section(best.Key, rules);
    }

    /// <summary>One section with its number and version.</summary>
    public static AgentReply Section(string key, RuleSet rules) => new()
    {
        State = CardState.Info,
        Title = Phrase.Of($"rules.{key}.title"),
        Lines = [Phrase.Of($"rules.{key}.text", Numbers(rules))],
        Items = key == "size" ? [.. rules.AutoLimits.OrderBy(limit => limit.Value).Select(limit => new ReplyItem(
            Phrase.Of(limit.Value > 0 ? "rules.size.limit" : "rules.size.always",
                ("tier", Term.Of(limit.Key).ForAll()), ("limit", Term.Of(Money.FromMajor(limit.Value, rules.Currency)).ForAll())), []))] : [],
        Source = Source(key, rules),
    };

    /// <summary>The limit of the asker's own firm.</summary>
    public static Phrase OwnLimit(Partner partner, RuleSet rules, Access.Principal asker)
    {
        var own = Access.Readers.Organizations(asker.Organization!.Id);
        return Phrase.Of(rules.AutoLimit(partner.Tier) > 0 ? "rules.size.yours" : "rules.size.yours_always",
            ("tier", Term.Of(partner.Tier).For(own)), ("limit", Term.Of(Money.FromMajor(rules.AutoLimit(partner.Tier), rules.Currency)).For(own)));
    }

    /// <summary>Which rules, which version, which section.</summary>
    public static Phrase Source(string key, RuleSet rules) => Phrase.Of(
        "rules.source", ("version", Term.Of(rules.Version).ForAll()), ("section", Term.Of(Number(key)).ForAll()));

    private static AgentReply Contents(RuleSet rules) => new()
    {
        State = CardState.Info,
        Title = Phrase.Of("rules.contents", ("version", Term.Of(rules.Version).ForAll())),
        Items = [.. Sections.Select(section => new ReplyItem(
            Phrase.Of($"rules.{section.Key}.title"), [new ReplyButton(Phrase.Of("button.read"), Press.Say($"rules of engagement: {section.Words}"))]))],
    };

    private static (string, Access.Labelled<Term>)[] Numbers(RuleSet rules) =>
    [
        ("floor", Term.Of(Money.FromMajor(rules.Floor, rules.Currency)).ForAll()),
        ("threshold", Term.Of(Money.FromMajor(rules.RegionalThreshold, rules.Currency)).ForAll()),
        ("currency", Term.Of(rules.Currency).ForAll()),
        ("days", Term.Of(rules.ProtectionDays).ForAll()),
        ("extension", Term.Of(rules.ExtensionDays).ForAll()),
        ("extensions", Term.Of(rules.MaxExtensions).ForAll()),
        ("idle", Term.Of(rules.IdleDays).ForAll()),
        ("decision", Term.Of(rules.DecisionBusinessDays).ForAll()),
        ("months", Term.Of(rules.MaxMonthsAhead).ForAll()),
    ];
}
