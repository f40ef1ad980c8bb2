using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using CoSellBot.Access;

namespace CoSellBot.Agents.Replies;

/// <summary>What a card is about, for its look.</summary>
public enum CardState
{
    /// <summary>A plain sentence.</summary>
    Say,

    /// <summary>Facts.</summary>
    Info,

    /// <summary>Something is missing.</summary>
    Question,

    /// <summary>Waits for a confirmation; nothing is saved.</summary>
    Proposal,

    /// <summary>Something was saved.</summary>
    Done,

    /// <summary>Replaced, cancelled or expired.</summary>
    Void,
}

/// <summary>How much a button stands out.</summary>
public enum ButtonStyle
{
    /// <summary>The expected next step.</summary>
    Primary,

    /// <summary>Another step.</summary>
    Secondary,

    /// <summary>A footer action.</summary>
    Quiet,
}

/// <summary>A button.</summary>
/// <param name="Label">What it says.</param>
/// <param name="Value">What a press sends back; see <see cref="Press"/>.</param>
/// <param name="Style">How it looks.</param>
public sealed record ReplyButton(Phrase Label, string Value, ButtonStyle Style = ButtonStyle.Secondary);

/// <summary>A short fact of a card.</summary>
/// <param name="Text">The fact.</param>
/// <param name="Derived">True when the bot filled it in; it is marked.</param>
public sealed record ReplyFact(Phrase Text, bool Derived = false);

/// <summary>A line of a list.</summary>
/// <param name="Text">The line.</param>
/// <param name="Buttons">What can be done with it.</param>
public sealed record ReplyItem(Phrase Text, ImmutableArray<ReplyButton> Buttons);

/// <summary>
/// What the bot answers, independent of the channel. It holds nothing but phrases, so every word is either a text of ours or a
/// labelled fact; what may be shown is decided by <see cref="Reveal"/> at the moment of sending.
/// </summary>
public sealed record AgentReply
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new PhraseJson(), new JsonStringEnumConverter() } };

    /// <summary>What kind of card.</summary>
    public CardState State { get; init; }

    /// <summary>The first line: the answer.</summary>
    public Phrase? Title { get; init; }

    /// <summary>A remark beside the title.</summary>
    public Phrase? Note { get; init; }

    /// <summary>Short facts.</summary>
    public ImmutableArray<ReplyFact> Facts { get; init; } = [];

    /// <summary>Whole sentences.</summary>
    public ImmutableArray<Phrase> Lines { get; init; } = [];

    /// <summary>A list.</summary>
    public ImmutableArray<ReplyItem> Items { get; init; } = [];

    /// <summary>What can be done next.</summary>
    public ImmutableArray<ReplyButton> Buttons { get; init; } = [];

    /// <summary>Where the facts come from and as of when.</summary>
    public Phrase? Source { get; init; }

    /// <summary>One plain sentence.</summary>
    public static AgentReply Say(Phrase line, params ImmutableArray<ReplyButton> buttons) => new() { State = CardState.Say, Lines = [line], Buttons = buttons };

    /// <summary>One question with its choices.</summary>
    public static AgentReply Ask(Phrase question, params ImmutableArray<ReplyButton> choices) =>
        new() { State = CardState.Question, Lines = [question], Buttons = choices };

    /// <summary>Who may read all of it.</summary>
    [JsonIgnore]
    public Readers Readers => Readers.MeetAll(Phrases().Select(phrase => phrase.Readers));

    /// <summary>
    /// The reply as text for everyone under the ceiling, or null when any part of it is not for all of them. A reply is shown
    /// whole or not at all: a hole in a card would tell that there is more.
    /// </summary>
    public VisibleReply? Reveal(Ceiling ceiling, Texts texts, ReadingContext context)
    {
        if (!ceiling.Allows(Readers))
        {
            return null;
        }

        string Show(Phrase phrase) => texts.Format(phrase.Key, phrase.Reveal(ceiling)!, context);
        string? ShowOptional(Phrase? phrase) => phrase is null ? null : Show(phrase);
        ImmutableArray<VisibleButton> ShowButtons(ImmutableArray<ReplyButton> buttons) =>
            [.. buttons.Select(button => new VisibleButton(Show(button.Label), button.Value, button.Style))];
        return new VisibleReply(
            State, ShowOptional(Title), ShowOptional(Note), [.. Facts.Select(fact => new VisibleFact(Show(fact.Text), fact.Derived))],
            [.. Lines.Select(Show)], [.. Items.Select(item => new VisibleItem(Show(item.Text), ShowButtons(item.Buttons)))],
            ShowButtons(Buttons), ShowOptional(Source));
    }

    /// <summary>The stored form, labels included.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads the stored form back.</summary>
    /// <exception cref="JsonException">The text is no reply.</exception>
    public static AgentReply FromJson(string json) => JsonSerializer.Deserialize<AgentReply>(json, Json) ?? throw new JsonException("No reply.");

    private IEnumerable<Phrase> Phrases() =>
        new[] { Title, Note, Source }.OfType<Phrase>()
            .Concat(Facts.Select(fact => fact.Text))
            .Concat(Lines)
            .Concat(Items.Select(item => item.Text))
            .Concat(Items.SelectMany(item => item.Buttons).Concat(Buttons).Select(button => button.Label));
}
