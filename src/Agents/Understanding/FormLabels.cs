namespace CoSellBot.Agents.Understanding;

/// <summary>Values behind labels: "customer: Contoso, amount: 80k", one a line or parted by commas.</summary>
internal static class FormLabels
{
    private static readonly string[] Lists = ["customer", "partner", "product", "amount", "close", "country", "currency"];

    /// <summary>True for a list of at least two labelled values.</summary>
    public static bool IsForm(string text, FoldedText words) => Labels(text, words).Skip(1).Any();

    /// <summary>Where the value of "customer:" stands in a form, or null.</summary>
    public static (int Start, int Length)? Customer(string text, FoldedText words)
    {
        var labels = Labels(text, words).ToList();
        var at = labels.FindIndex(label => label.Value == "customer");
        if (at < 0)
        {
            return null;
        }

        var start = text.AsSpan(labels[at].End).IndexOfAnyExcept(" :=：") is var skip && skip > 0 ? labels[at].End + skip : text.Length;
        var end = at + 1 < labels.Count ? labels[at + 1].Start : text.Length;
        var stop = start < end ? text.AsSpan(start, end - start).IndexOfAny(",;\n、") : -1;
        end = stop >= 0 ? start + stop : end;
        end = start < end ? CompanyNames.WithLegalForm(text, start, end) : end;
        var length = start < end ? text.AsSpan(start, end - start).TrimEnd().Length : 0;
        length = CompanyNames.WithoutHonorific(text, start, length);
        return length is > 0 and <= 120 ? (start, length) : null;
    }

    private static IEnumerable<Mention<string>> Labels(string text, FoldedText words) => Lists
        .SelectMany(list => Wordbook.Shipped.List(list).Find(words))
        .Where(label => text.AsSpan(label.End).TrimStart() is var rest && rest.Length > 0 && rest[0] is ':' or '=' or '：')
        .OrderBy(label => label.Start);
}
