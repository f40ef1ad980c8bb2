using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using CoSellBot.Agents.Claims;
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
    private static readonly string[] WithWords = ["reject", "ask", "answer", "extend", "amend"];
    private static readonly string[] NeedsNumber = ["amend", "answer", "ask", "link"];
    private static readonly string[] Deciding = ["approve", "reject", "ask"];
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
    public Task<string> RunAsync(DecisionTools decisions, ClaimTools claims, CancellationToken cancellationToken) => Verb switch
    {
        "approve" => decisions.Open(Deal, cancellationToken),
        "reject" => decisions.Reject(Deal, Rest is null ? null : "Other", Rest, cancellationToken),
        "ask" => decisions.Ask(Deal, Rest, cancellationToken),
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
        if (turn.Session.Awaiting is not { } awaiting || awaiting.Split(':') is not [var what, var deal] || what is not ("ask" or "because" or "answer" or "amend")
            || PlainWords.AsksToStop(turn.Text, FoldedText.Of(turn.Text)) || turn.Text.Equals("help", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        return new Command(what == "because" ? "reject" : what, deal, turn.Text);
    }

    private static Command? Said(AgentTurn turn)
    {
        var number = Number().Match(turn.Text) is { Success: true } match ? match.Value.ToUpperInvariant() : null;
        var words = number is null ? turn.Text : Number().Replace(turn.Text, " ");
        var tokens = Tokens(words);
        var core = tokens.SkipWhile(IsPolite).ToList();
        if (core.Count == 0 || PlainWords.IsDeniedOrForAll(turn.Text, FoldedText.Of(turn.Text)))
        {
            return null;
        }

        foreach (var (verb, phrases) in Phrases.Where(pair => pair.Key != "polite"))
        {
            if (phrases.Where(phrase => Begins(core, phrase)).MaxBy(phrase => phrase.Length) is { } phrase && Fits(verb, number, turn, core.Count - phrase.Length))
            {
                var rest = string.Join(' ', core.Skip(phrase.Length));
                return new Command(verb, number, WithWords.Contains(verb) && rest.Length > 0 ? After(words, phrase) : null);
            }
        }

        return null;
    }

    private static bool Fits(string verb, string? number, AgentTurn turn, int left) => verb switch
    {
        "waiting" => number is null && left == 0,
        _ when NeedsNumber.Contains(verb) && number is null => false,
        _ when Deciding.Contains(verb) && !turn.Asker.IsVendor => false,
        _ when number is null && (turn.Session.LastDeal is null || turn.Session.Draft is not null) => false,
        _ => WithWords.Contains(verb) || left <= LongestRest,
    };

    // The words behind the phrase as they were written, without what parts them.
    private static string? After(string words, string[] phrase)
    {
        var found = Regex.Match(words, string.Join(@"[\W_]+", phrase.Select(Regex.Escape)), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        var rest = (found.Success ? words[(found.Index + found.Length)..] : words).Trim().TrimStart(',', ':', ';', '-', '–', '.', ' ').Trim();
        return rest.Length == 0 ? null : rest;
    }

    private static bool Begins(List<string> words, string[] phrase) => words.Count >= phrase.Length && words.Take(phrase.Length).SequenceEqual(phrase, StringComparer.Ordinal);

    private static bool IsPolite(string token) => Phrases["polite"].Any(phrase => phrase is [var word] && word == token);

    private static int? Days(string? text) =>
        text is not null && Digits().Match(text) is { Success: true } match && int.TryParse(match.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : null;

    private static List<string> Tokens(string text) => [.. Word().Matches(text.Normalize(System.Text.NormalizationForm.FormKC)).Select(word => Scripts.Fold(word.Value.ToLowerInvariant()))];

    private static FrozenDictionary<string, string[][]> Load()
    {
        using var reader = new StreamReader(typeof(Command).Assembly.GetManifestResourceStream("CoSellBot.Agents.Decisions.commands.yaml")!);
        return new DeserializerBuilder().Build().Deserialize<Dictionary<string, Dictionary<string, List<string>>>>(reader)
            .ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Values.SelectMany(list => list).Select(phrase => Tokens(phrase).ToArray()).Where(phrase => phrase.Length > 0)
                .OrderByDescending(phrase => phrase.Length).ToArray());
    }

    [GeneratedRegex(@"(?<![0-9A-Za-z])DR-[0-9A-Z]{4,10}(?![0-9A-Za-z])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\d{1,4}")]
    private static partial Regex Digits();

    // Japanese is cut where its writing changes, which is where a verb ends.
    [GeneratedRegex(@"[\p{IsHiragana}ー]+|[\p{IsKatakana}ー]+|\p{IsCJKUnifiedIdeographs}+|[\p{L}\p{M}\p{N}']+")]
    private static partial Regex Word();
}
