using System.Text;

namespace CoSellBot.Agents.Understanding;

/// <summary>The parts of a message that have been read, so that no letter is read twice.</summary>
internal sealed class MessageSpans(string text)
{
    private readonly List<(int Start, int Length, string Placeholder)> _spans = [];

    /// <summary>Takes a part unless some of it is taken already.</summary>
    public bool Take(int start, int length, string placeholder)
    {
        if (length <= 0 || IsTaken(start, length))
        {
            return false;
        }

        _spans.Add((start, length, placeholder));
        return true;
    }

    /// <summary>These parts and one more.</summary>
    public MessageSpans With(int start, int length, string placeholder)
    {
        var more = new MessageSpans(text);
        more._spans.AddRange(_spans);
        more.Take(start, length, placeholder);
        return more;
    }

    /// <summary>True when any letter of a part is taken.</summary>
    public bool IsTaken(int start, int length) => _spans.Exists(span => start < span.Start + span.Length && span.Start < start + length);

    /// <summary>The words of the text in order, those that were read as one placeholder each; a read part without placeholder is left out.</summary>
    public IEnumerable<(int Start, int Length, string? Placeholder)> AndWords(FoldedText words) => words
        .Where(word => !IsTaken(word.Start, word.Length)).Select(word => (word.Start, word.Length, (string?)null))
        .Concat(_spans.Where(span => span.Placeholder.Length > 0).Select(span => (span.Start, span.Length, (string?)span.Placeholder)))
        .OrderBy(part => part.Start);

    /// <summary>The text with what was read replaced.</summary>
    public string Replaced()
    {
        var result = new StringBuilder(text.Length);
        var at = 0;
        foreach (var span in _spans.OrderBy(span => span.Start))
        {
            result.Append(text, at, span.Start - at).Append(span.Placeholder);
            at = span.Start + span.Length;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
