using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using CoSellBot.Agents.Claims;
using CoSellBot.Agents.Disputes;
using CoSellBot.Agents.Programme;
using CoSellBot.Agents.Understanding;
using YamlDotNet.Serialization;

namespace CoSellBot.Agents.Decisions;

/// <summary>
/// A wish that says itself what is to be done with which claim: "approve DR-4TBW", "DR-4TBW ablehnen, zu klein", or the words that were
/// just asked for. Read by its words alone, so that no guess stands before a decision; whatever it is, it ends in a card.
/// </summary>
/// <param name="Verb">One of the lists in <c>commands.yaml</c>.</param>
/// <param name="Deal">The claim's number, or null for the one in hand.</param>
/// <param name="Rest">What else was said, or null.</param>
internal sealed partial record Command(string Verb, string? Deal, string? Rest)
{
    private const int LongestMessage = 400;
    private const int LongestRest = 2;
    private const int FewWords = 6;
    private static readonly string[] WithWords = ["reject", "ask", "answer", "extend", "amend", "away", "delegate", "publish", "revoke", "protects", "handover", "appeal", "dispute"];
    private static readonly string[] NeedsNumber = ["amend", "answer", "ask", "link", "interest", "revoke", "appeal", "dispute"];
    private static readonly string[] Deciding = ["approve", "reject", "ask", "interest", "revoke"];
    private static readonly FrozenDictionary<string, string[][]> Phrases = Load();

    /// <summary>Reads a message; null when it is anything else.</summary>
    public static Command? Read(AgentTurn turn)
    {
        if (!turn.Asker.IsLinked || turn.Text.Length == 0)
        {
            return null;
        }

        return Awaited(turn) ?? (turn.Text.Length > LongestMessage || turn.Text.Contains('\n', StringComparison.Ordinal) ? null : Said(turn));
    }

    /// <summary>Does what is wished.</summary>
    public Task<string> RunAsync(DecisionTools decisions, ClaimTools claims, LeaveTools leave, ProgrammeTools programme, HandoverTools handover, DisputeTools disputes, CancellationToken cancellationToken) => Verb switch
    {
        "away" => leave.Away(Rest ?? "", cancellationToken),
        "delegate" => leave.Delegate(Rest ?? "", cancellationToken),
        "interest" => leave.Interest(Deal, cancellationToken),
        "publish" => programme.Publish(Rest ?? "", cancellationToken),
        "approve" => decisions.Open(Deal, cancellationToken),
        "reject" => decisions.Reject(Deal, Rest is null ? null : "Other", Rest, cancellationToken),
        "ask" => decisions.Ask(Deal, Rest, cancellationToken),
        "revoke" => decisions.Revoke(Deal, null, Rest, cancellationToken),
        "protects" => claims.Protects(Deal, Rest, cancellationToken),
        "handover" => handover.Offer(Rest ?? "", cancellationToken),
        "appeal" => claims.Appeal(Deal, Rest, cancellationToken),
        "dispute" => claims.IsForPartner ? claims.Dispute(Deal, Rest, cancellationToken) : disputes.Open(Deal, cancellationToken),
        "weigh" => disputes.WeighOn(Deal, Rest, cancellationToken),
        "blinded" => disputes.Answer(Deal, Rest, cancellationToken),
        "waiting" => decisions.Next(null, cancellationToken),
        "answer" => claims.Answer(Deal, Rest, cancellationToken),
        "extend" => claims.Extend(Deal, Days(Rest), Rest, cancellationToken),
        "renew" => claims.Renew(Deal, cancellationToken),
        "amend" => claims.Amend(Deal, Rest, cancellationToken),
        "why" => claims.Why(Deal, cancellationToken),
        _ => claims.Link(Deal, null, cancellationToken),
    };

    // Asked for words, the next ones are they, unless they want to stop.
    private static Command? Awaited(AgentTurn turn)
    {
        if (turn.Session.Awaiting is not { } awaiting || awaiting.Split(':') is not [var what, var deal] || what is not ("ask" or "because" or "answer" or "amend" or "revoke" or "appeal" or "weigh" or "blinded")
            || PlainWords.AsksToStop(turn.Text, FoldedText.Of(turn.Text)) || turn.Text.Equals("help", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return new Command(what == "because" ? "reject" : what, deal, turn.Text.Replace('\n', ' '));
    }

    private static Command? Said(AgentTurn turn)
    {
        var number = Number().Match(turn.Text) is { Success: true } match ? match.Value.ToUpperInvariant() : null;
        // What stands for the number parts the words around it and is none itself.
        var text = (number is null ? turn.Text : Number().Replace(turn.Text, " ")).Replace('’', '\'');
        var tokens = Tokens(text);
        tokens = tokens[..(tokens.Count - tokens.AsEnumerable().Reverse().TakeWhile(token => IsPolite(token.Text)).Count())];
        var core = tokens.SkipWhile(token => IsPolite(token.Text)).ToList();
        var found = Phrases.Where(pair => pair.Key != "polite").SelectMany(pair => pair.Value.Where(phrase => Begins(core, phrase)).Select(phrase => (Verb: pair.Key, phrase.Length)))
            .OrderByDescending(one => one.Length).FirstOrDefault();
        // A dispute's number says itself what is meant.
        if (number?.StartsWith("DS", StringComparison.Ordinal) == true && turn.Asker.IsVendor)
        {
            return new Command("dispute", number, null);
        }

        if (found.Length == 0 || !Fits(found.Verb, number, turn, core.Count, core.Count - found.Length))
        {
            return null;
        }

        var end = core[found.Length - 1].End;
        var rest = text[end..].Trim().TrimStart(',', ':', ';', '-', '–', '.', '、', '。', '：', ' ').Trim();
        return new Command(found.Verb, number, WithWords.Contains(found.Verb) && core.Count > found.Length ? rest : null);
    }

    private static bool Fits(string verb, string? number, AgentTurn turn, int words, int left) => verb switch
    {
        "waiting" => number is null && left == 0,
        "away" or "delegate" => number is null && left > 0 && LeaveTools.IsFor(turn.Asker),
        "handover" => number is null && left > 1 && HandoverTools.IsFor(turn.Asker),
        "protects" => number is not null ? left <= FewWords : left > 0 ? left <= FewWords : turn.Session.LastDeal is not null,
        "publish" => number is null && left > 1 && turn.Asker.Role == Access.Role.Admin,
        _ when NeedsNumber.Contains(verb) && number is null => false,
        _ when Deciding.Contains(verb) && !turn.Asker.IsVendor => false,
        _ when number is null && (turn.Session.LastDeal is null || turn.Session.Draft is not null || words > FewWords) => false,
        _ => WithWords.Contains(verb) || (left <= LongestRest && !PlainWords.IsDeniedOrForAll(turn.Text, FoldedText.Of(turn.Text))),
    };

    private static bool Begins(List<Token> words, string[] phrase) => words.Count >= phrase.Length && words.Take(phrase.Length).Select(word => word.Text).SequenceEqual(phrase, StringComparer.Ordinal);

    private static bool IsPolite(string token) => Phrases["polite"].Any(phrase => phrase is [var word] && word == token);

    private static int? Days(string? text) =>
        text is not null && Digits().Match(text) is { Success: true } match && int.TryParse(match.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : null;

    private static List<Token> Tokens(string text) => [.. Word().Matches(text).Select(word => new Token(Scripts.Fold(word.Value.ToLowerInvariant()), word.Index + word.Length))];

    private readonly record struct Token(string Text, int End);

    private static FrozenDictionary<string, string[][]> Load()
    {
        using var reader = new StreamReader(typeof(Command).Assembly.GetManifestResourceStream("CoSellBot.Agents.Decisions.commands.yaml")!);
        return new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, List<string>>>>(reader)
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Values.SelectMany(list => list).Select(phrase => Tokens(phrase).Select(token => token.Text).ToArray()).Where(phrase => phrase.Length > 0)
                .OrderByDescending(phrase => phrase.Length).ToArray());
    }

    [GeneratedRegex(@"(?<![0-9A-Za-z])(?:DR|DS|DSP)-[0-9A-Z]{4,10}(?:-\d{1,2})?(?![0-9A-Za-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\d{1,4}")]
    private static partial Regex Digits();

    // Japanese is cut where its writing changes, which is where a verb ends.
    [GeneratedRegex(@"[\p{IsHiragana}]+|[\p{IsKatakana}ー]+|\p{IsCJKUnifiedIdeographs}+|[\p{L}\p{M}\p{N}'-[\p{IsHiragana}\p{IsKatakana}\p{IsCJKUnifiedIdeographs}]]+")]
    private static partial Regex Word();
}
