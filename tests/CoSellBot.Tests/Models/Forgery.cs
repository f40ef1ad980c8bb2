using System.Globalization;
using System.Text.RegularExpressions;

namespace CoSellBot.Tests.Models;

/// <summary>A sentence of a real result with one thing in it changed: the lie that is hardest to see.</summary>
/// <param name="Sentence">What is said.</param>
/// <param name="Original">The sentence it was made from.</param>
/// <param name="Changed">What now stands in it that the original does not say; empty when a word was left out.</param>
internal sealed partial record Forgery(string Sentence, string Original, string Changed)
{
    // States that must not be mixed up, in the words of all languages; the last ones turn a sentence round by what they leave out.
    private static readonly (string From, string To)[] States =
    [
        ("approved", "rejected"), ("rejected", "approved"), ("in review", "approved"), ("withdrawn", "approved"), ("expired", "protected"), ("expires", "was extended"),
        ("genehmigt", "abgelehnt"), ("abgelehnt", "genehmigt"), ("in Prüfung", "genehmigt"), ("zurückgezogen", "genehmigt"), ("abgelaufen", "geschützt"),
        ("approuvé", "refusé"), ("refusé", "approuvé"), ("en examen", "approuvé"), ("aprobad", "rechazad"), ("rechazad", "aprobad"), ("en revisión", "aprobado"),
        ("aprovad", "recusad"), ("recusad", "aprovad"), ("em análise", "aprovado"), ("承認", "却下"), ("却下", "承認"), ("審査中", "承認済み"),
        (" not ", " "), (" no ", " "), (" nicht ", " "), (" kein ", " ein "), (" pas ", " "), (" não ", " "), ("ません", "ます"), ("ない", "ある"),
    ];

    /// <summary>Changes a figure, a date, a state or a name of the last result; null when it holds nothing to change.</summary>
    public static Forgery? Of(TraitorContext context, Random random)
    {
        Func<string, TraitorContext, Random, (string Sentence, string Changed)?>[] ways = [Figure, State, Name];
        var sentences = TraitorContext.Sentences(context.Source).Take(200).ToArray();
        random.Shuffle(sentences);
        random.Shuffle(ways);
        foreach (var way in ways)
        {
            foreach (var sentence in sentences)
            {
                if (way(sentence, context, random) is { } forged && forged.Sentence != sentence)
                {
                    return new Forgery(forged.Sentence, sentence, forged.Changed);
                }
            }
        }

        return null;
    }

    private static (string, string)? Figure(string sentence, TraitorContext context, Random random)
    {
        var figures = Digits().Matches(sentence);
        if (figures.Count == 0)
        {
            return null;
        }

        // One digit only, and never so that a day or a month stops being one.
        var figure = figures[random.Next(figures.Count)];
        var last = figure.Value[^1] - '0';
        var digit = (figure.Length, figure.Value[0]) switch
        {
            (2, '0') => (last % 9) + 1,
            (2, '1' or '3') => (last + 1) % 2,
            _ => (last + 1 + random.Next(8)) % 10,
        };
        var place = figure.Index + figure.Length - 1;
        var changed = sentence[..place] + digit.ToString(CultureInfo.InvariantCulture) + sentence[(place + 1)..];
        return (changed, Written().Matches(changed).First(word => word.Index <= place && word.Index + word.Length > place).Value);
    }

    private static (string, string)? State(string sentence, TraitorContext context, Random random)
    {
        var fitting = States.Where(state => sentence.Contains(state.From, StringComparison.OrdinalIgnoreCase)).ToArray();
        if (fitting.Length == 0)
        {
            return null;
        }

        var (from, to) = fitting[random.Next(fitting.Length)];
        return (sentence.Replace(from, to, StringComparison.OrdinalIgnoreCase), to.Trim());
    }

    private static (string, string)? Name(string sentence, TraitorContext context, Random random)
    {
        var names = TraitorContext.NamesIn(sentence);
        if (names.Count == 0)
        {
            return null;
        }

        var other = random.Next(2) == 0 ? context.Name : TraitorProse.Names[random.Next(TraitorProse.Names.Count)];
        return (sentence.Replace(names[random.Next(names.Count)], other, StringComparison.Ordinal), other);
    }

    [GeneratedRegex("[0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex Digits();

    // The whole amount, date or deal number that a digit belongs to.
    [GeneratedRegex("[A-Za-z0-9](?:[A-Za-z0-9.,:/-]*[A-Za-z0-9])?", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}
