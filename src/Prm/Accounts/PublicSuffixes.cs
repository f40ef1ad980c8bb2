using System.Collections.Frozen;
using System.Globalization;

namespace CoSellBot.Prm.Accounts;

/// <summary>The Public Suffix List: where a registrable name begins in a host name of lower-case ASCII labels.</summary>
internal static class PublicSuffixes
{
    private const string PrivateMarker = "===PRIVATE===";

    private static readonly FrozenDictionary<string, Rule> Rules = Load();

    [Flags]
    private enum Rule
    {
        None = 0,
        Suffix = 1,
        Wildcard = 2,
        Exception = 4,
        Private = 8,
        PrivateWildcard = 16,
    }

    /// <summary>True when the last label is a top-level domain of the list's ICANN part.</summary>
    public static bool IsTopLevel(string label) => !label.Contains('.', StringComparison.Ordinal) && (RuleOf(label) & (Rule.Suffix | Rule.Wildcard)) != 0;

    /// <summary>
    /// The length of the public suffix at the end of the host; the last label alone if no rule matches (the list's default rule).
    /// <paramref name="isPrivate"/>: the rule is a company's, which hands out names below its own domain.
    /// </summary>
    public static int SuffixLength(string host, out bool isPrivate)
    {
        isPrivate = false;
        var suffix = host.Length - 1 - host.LastIndexOf('.');
        var from = host.Length;
        while (from > 0)
        {
            // From the shortest suffix to the longest, so the last match is the prevailing rule.
            var below = from == host.Length ? -1 : from;
            from = host.LastIndexOf('.', from - 1);
            var candidate = host[(from + 1)..];
            var rule = RuleOf(candidate);
            if ((rule & Rule.Exception) != 0)
            {
                isPrivate = false;
                return host.Length - 1 - below;
            }

            var parent = below < 0 ? Rule.None : RuleOf(host[(below + 1)..]);
            if ((rule & Rule.Suffix) != 0 || (parent & Rule.Wildcard) != 0)
            {
                suffix = candidate.Length;
                isPrivate = (rule & Rule.Private) != 0 || ((parent & Rule.PrivateWildcard) != 0 && (rule & Rule.Suffix) == 0);
            }
        }

        return suffix;
    }

    private static Rule RuleOf(string suffix) => Rules.GetValueOrDefault(suffix);

    private static FrozenDictionary<string, Rule> Load()
    {
        var idn = new IdnMapping();
        var rules = new Dictionary<string, Rule>(11_000, StringComparer.Ordinal);
        var isPrivate = false;
        foreach (var line in EmbeddedList.Lines("public_suffixes.txt"))
        {
            if (line.StartsWith("===", StringComparison.Ordinal))
            {
                isPrivate = line == PrivateMarker;
                continue;
            }

            var (text, kind) = line switch
            {
                ['!', .. var rest] => (rest, Rule.Exception),
                ['*', '.', .. var rest] => (rest, isPrivate ? Rule.Wildcard | Rule.PrivateWildcard : Rule.Wildcard),
                _ => (line, isPrivate ? Rule.Suffix | Rule.Private : Rule.Suffix),
            };
            var key = idn.GetAscii(text);
            rules[key] = rules.GetValueOrDefault(key) | kind;
        }

        return rules.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
