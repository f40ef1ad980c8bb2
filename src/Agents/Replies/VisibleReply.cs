using System.Collections.Immutable;

namespace CoSellBot.Agents.Replies;

/// <summary>A reply as text, after the ceiling was checked. Only <see cref="AgentReply.Reveal"/> makes one, and channels accept nothing else.</summary>
public sealed class VisibleReply
{
    internal VisibleReply(
        CardState state, string? title, string? note, ImmutableArray<VisibleFact> facts, ImmutableArray<string> lines,
        ImmutableArray<VisibleItem> items, ImmutableArray<VisibleButton> buttons, string? source)
    {
        (State, Title, Note, Facts, Lines, Items, Buttons, Source) = (state, title, note, facts, lines, items, buttons, source);
    }

    /// <summary>What kind of card.</summary>
    public CardState State { get; }

    /// <summary>The first line.</summary>
    public string? Title { get; }

    /// <summary>A remark beside it.</summary>
    public string? Note { get; }

    /// <summary>Short facts.</summary>
    public ImmutableArray<VisibleFact> Facts { get; }

    /// <summary>Whole sentences.</summary>
    public ImmutableArray<string> Lines { get; }

    /// <summary>A list.</summary>
    public ImmutableArray<VisibleItem> Items { get; }

    /// <summary>What can be done next.</summary>
    public ImmutableArray<VisibleButton> Buttons { get; }

    /// <summary>Where the facts come from.</summary>
    public string? Source { get; }

    /// <summary>Everything as plain lines, for models, terminals and logs of tests.</summary>
    public string ToPlainText()
    {
        var lines = new List<string>();
        if (Title is not null)
        {
            lines.Add(Note is null ? Title : $"{Title} {Note}");
        }

        if (Facts.Length > 0)
        {
            lines.Add(string.Join(" | ", Facts.Select(fact => fact.Text + (fact.Derived ? "*" : ""))));
        }

        lines.AddRange(Lines);
        lines.AddRange(Items.Select((item, i) => $"{i + 1} {item.Text}"));
        if (Buttons.Length > 0)
        {
            lines.Add(string.Join(" ", Buttons.Select(button => $"[{button.Label}]")));
        }

        if (Source is not null)
        {
            lines.Add($"~ {Source}");
        }

        return string.Join('\n', lines);
    }
}

/// <summary>A short fact as text.</summary>
public sealed record VisibleFact(string Text, bool Derived);

/// <summary>A line of a list as text.</summary>
public sealed record VisibleItem(string Text, ImmutableArray<VisibleButton> Buttons);

/// <summary>A button as text.</summary>
public sealed record VisibleButton(string Label, string Value, ButtonStyle Style);
