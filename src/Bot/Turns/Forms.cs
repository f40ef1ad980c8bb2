namespace CoSellBot.Bot.Turns;

/// <summary>A dialog, independent of how it is drawn.</summary>
/// <param name="Title">What it is for.</param>
/// <param name="Fields">What is asked.</param>
/// <param name="Submit">What the button says.</param>
/// <param name="Data">What comes back beside the answers; never shown. A field's id is no key here.</param>
/// <param name="Error">Why the last try was not taken, or null.</param>
public sealed record Form(
    string Title, IReadOnlyList<FormField> Fields, string Submit, IReadOnlyDictionary<string, string> Data, string? Error = null);

/// <summary>What a field takes.</summary>
public enum FormFieldKind
{
    /// <summary>Words.</summary>
    Text,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A day.</summary>
    Date,

    /// <summary>One of several.</summary>
    Choice,
}

/// <summary>A field of a dialog.</summary>
/// <param name="Id">The key its answer comes back under.</param>
/// <param name="Label">What it asks.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Value">What stands in it: words, a number with a point, a day as 2026-09-30, or the value of a choice. One that does not fit the kind is left out.</param>
/// <param name="Required">True when it may not stay empty.</param>
/// <param name="MaxLength">The most characters, for words.</param>
/// <param name="Choices">What can be chosen.</param>
public sealed record FormField(
    string Id, string Label, FormFieldKind Kind, string? Value = null, bool Required = false, int? MaxLength = null, IReadOnlyList<FormChoice>? Choices = null);

/// <summary>One of several answers.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Value">What comes back.</param>
public sealed record FormChoice(string Title, string Value);
