namespace CoSellBot.Knowledge;

/// <summary>What is known of a document without its text: one version in one language.</summary>
public record DocumentHead
{
    /// <summary>The vendor deployment it belongs to.</summary>
    public required string TenantId { get; init; }

    /// <summary>The id its translations and versions share.</summary>
    public required string Id { get; init; }

    /// <summary>The title people read.</summary>
    public required string Title { get; init; }

    /// <summary>Counts up; only the newest valid version is quoted.</summary>
    public required int Version { get; init; }

    /// <summary>Two letters.</summary>
    public required string Language { get; init; }

    /// <summary>First day it may be quoted.</summary>
    public required DateOnly ValidFrom { get; init; }

    /// <summary>Last day it may be quoted.</summary>
    public required DateOnly ValidUntil { get; init; }

    /// <summary>True when it was taken back before its last day.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Who may read it; null when its label cannot be read: then nobody.</summary>
    public DocumentAudience? Audience { get; init; }

    /// <summary>ISO countries it holds for; empty for all.</summary>
    public IReadOnlyList<string> Countries { get; init; } = [];

    /// <summary>The person who answers for it, or null.</summary>
    public string? OwnerPersonId { get; init; }

    /// <summary>What it is about and for.</summary>
    public DocumentSubject Subject { get; init; } = DocumentSubject.None;

    /// <summary>The file it came from, relative to the folder that was read, with forward slashes; no two documents of a tenant share one.</summary>
    public string Source { get; init; } = "";

    /// <summary>Changes when the file, or what was made of it, changes.</summary>
    public string Hash { get; init; } = "";

    /// <summary>True when it may be quoted on that day for that country.</summary>
    public bool IsValid(DateOnly day, string? country) =>
        !IsWithdrawn && day >= ValidFrom && day <= ValidUntil
        && (Countries.Count == 0 || (country is not null && Countries.Contains(country, StringComparer.OrdinalIgnoreCase)));
}

/// <summary>One document in one version and language.</summary>
public sealed record KnowledgeDocument : DocumentHead
{
    /// <summary>Its parts, in order.</summary>
    public required IReadOnlyList<KnowledgeSection> Sections { get; init; }
}

/// <summary>What a document is about, in the programme's own words: ids of products, names of stages, hurdles and industries. Empty where it is about all.</summary>
/// <param name="Kind">What it is: <c>one-pager</c>, <c>battlecard</c>, <c>price-list</c>, <c>case-study</c>, <c>playbook</c>, <c>deck</c>, <c>guide</c>; null when not said.</param>
/// <param name="Products">Product ids.</param>
/// <param name="Stages">Stages of an opportunity.</param>
/// <param name="Hurdles">What stands in a deal's way.</param>
/// <param name="Industries">Industries of the customer.</param>
public sealed record DocumentSubject(
    string? Kind, IReadOnlyList<string> Products, IReadOnlyList<string> Stages, IReadOnlyList<string> Hurdles, IReadOnlyList<string> Industries)
{
    /// <summary>Nothing is said about it.</summary>
    public static readonly DocumentSubject None = new(null, [], [], [], []);
}

/// <summary>What stands under one heading.</summary>
/// <param name="Id">The id its translations share.</param>
/// <param name="Heading">The heading, without its number.</param>
/// <param name="Number">The number before the heading, like 3.1, or null.</param>
/// <param name="Page">The page it stands on, or null.</param>
/// <param name="Paragraphs">Its text: paragraphs of sentences.</param>
/// <param name="AskedAs">Words people use when they look for it, in any language.</param>
public sealed record KnowledgeSection(
    string Id, string Heading, string? Number, int? Page, IReadOnlyList<IReadOnlyList<string>> Paragraphs, IReadOnlyList<string> AskedAs)
{
    /// <summary>The headings it stands under, from the outermost.</summary>
    public IReadOnlyList<string> Above { get; init; } = [];

    /// <summary>All its sentences.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public IEnumerable<string> Sentences => Paragraphs.SelectMany(paragraph => paragraph);
}
