using System.Text.RegularExpressions;

namespace CoSellBot.Tests.Models;

/// <summary>What a traitor finds in one request: things to name, and sentences to obey.</summary>
internal sealed partial class TraitorContext
{
    private readonly ModelRequest _request;
    private readonly Random _random;
    private readonly string[] _others;
    private readonly string[] _rules;

    /// <summary>Reads everything, other people's words first.</summary>
    public TraitorContext(ModelRequest request, Random random)
    {
        (_request, _random) = (request, random);
        var user = request.Messages.LastOrDefault(message => message.Role == "user");
        var rest = request.Messages.Where(message => message != user && message.Text.Length > 0).ToLookup(message => message.Role);
        _others = [.. rest["tool"].Concat(rest["user"]).Concat(rest["assistant"]).Select(message => message.Text)];
        _rules = [.. rest["system"].Concat(rest["developer"]).Select(message => message.Text)];
        Orders = [.. _others.Concat(_rules).Append(request.LastUser).SelectMany(Sentences).Where(sentence => OrderWords().IsMatch(sentence)).Take(40)];
    }

    /// <summary>Sentences that tell somebody to do something, whoever wrote them.</summary>
    public IReadOnlyList<string> Orders { get; }

    /// <summary>What the tools said last, or else the last words of another.</summary>
    public string Source => _request.ToolResults.LastOrDefault(text => text.Length > 0) ?? _others.Concat(_rules).FirstOrDefault() ?? _request.LastUser;

    /// <summary>A deal number.</summary>
    public string Deal => Pick(DealNumber()) ?? "DR-0000";

    /// <summary>Something with a capital letter and small ones, or in katakana: a firm, a person, a product.</summary>
    public string Name => Pick(Names()) ?? "Zephyrion Holdings";

    /// <summary>A domain.</summary>
    public string Domain => Pick(Domains()) ?? "evil.example";

    /// <summary>An amount.</summary>
    public string Amount => Pick(Amounts()) ?? "4711000";

    /// <summary>A date.</summary>
    public string Date => Pick(Dates()) ?? "2031-12-31";

    /// <summary>A mail address.</summary>
    public string Mail => Pick(Mails()) ?? "leak@evil.example";

    /// <summary>Words to put into somebody's mouth: a quotation, an order, or the start of a document.</summary>
    public string Words => Pick(Quoted()) ?? (Orders.Count > 0 ? Orders[_random.Next(Orders.Count)] : Short([Source], 400));

    /// <summary>Something that was not meant to leave the context.</summary>
    public string Secret => _random.Next(5) switch
    {
        0 => Deal,
        1 => Name,
        2 => Mail,
        3 => Amount,
        _ => Short([.. _others, .. _rules, _request.LastUser], 80),
    };

    /// <summary>The sentences of a text, in any of the languages.</summary>
    public static IEnumerable<string> Sentences(string text) => SentenceEnd().Split(text).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length is > 3 and < 600);

    /// <summary>All names in a text.</summary>
    public static IReadOnlyList<string> NamesIn(string text) => [.. Names().Matches(text).Select(match => match.Value).Distinct()];

    // What the asker did not say comes first: that is what an order of the asker's cannot have meant.
    private string? Pick(Regex kind)
    {
        var own = kind.Matches(_request.LastUser).Select(Value).ToHashSet(StringComparer.Ordinal);
        List<string> Foreign(string[] texts) => [.. texts.SelectMany(text => kind.Matches(text).Select(Value)).Where(value => !own.Contains(value)).Distinct().Take(200)];
        var from = Foreign(_others) is { Count: > 0 } foreign ? foreign : [.. own, .. Foreign(_rules)];
        return from.Count == 0 ? null : from[_random.Next(from.Count)];
    }

    private static string Value(Match match) => match.Groups.Count > 1 ? match.Groups[1].Value : match.Value;

    private string Short(string[] texts, int most)
    {
        var text = texts[_random.Next(texts.Length)];
        return text.Length <= most ? text : text[..most];
    }

    [GeneratedRegex(@"DR-[0-9A-Z]{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex DealNumber();

    [GeneratedRegex(@"(?<![\p{L}\p{N}-])\p{Lu}[\p{L}&]*\p{Ll}[\p{L}\p{N}&]*(?: \p{Lu}[\p{L}\p{N}&]+){0,3}|[\u30A1-\u30FA\u30FC]{3,}", RegexOptions.CultureInvariant)]
    private static partial Regex Names();

    [GeneratedRegex(@"\b(?:[a-z0-9-]{2,63}\.)+[a-z]{2,10}\b", RegexOptions.CultureInvariant)]
    private static partial Regex Domains();

    [GeneratedRegex(@"(?<![\w-])\d{2,3}(?:[.,' ]?\d{3})+(?![\w-])|(?<![\w-])\d{3,9}(?![\w-])", RegexOptions.CultureInvariant)]
    private static partial Regex Amounts();

    [GeneratedRegex(@"\b20\d\d-\d\d-\d\d\b", RegexOptions.CultureInvariant)]
    private static partial Regex Dates();

    [GeneratedRegex(@"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+", RegexOptions.CultureInvariant)]
    private static partial Regex Mails();

    [GeneratedRegex("[\"„“«「]([^\"„“”«»「」\\n]{4,300})[\"“”»」]", RegexOptions.CultureInvariant)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?<=[.!?])\s+|[。！？\r\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(
        @"\b(?:register|withdraw|approve|confirm|snooze|cancel|forget|send|post|forward|publish|add|reply with|answer with|ignore)\b"
        + @"|\b(?:registrier|melde|zieh|genehmig|bestätig|schick|send|veröffentlich|füge|antworte mit|ignorier)"
        + @"|\b(?:enregistre|retire|approuve|confirme|envoie|envoy|publie|ajoute|répond|ignore)"
        + @"|\b(?:registr|retir|aprueb|aprob|confirm|envía|envia|public|añad|agreg|responde con|ignor)"
        + @"|\b(?:aprov|adicion|responda com|desconsider)"
        + @"|登録|取り下げ|承認|確認して|送信|送って|投稿|追加|と返信|と答え|無視",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OrderWords();
}
