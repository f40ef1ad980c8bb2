namespace CoSellBot.Knowledge;

/// <summary>Which documents count on a day.</summary>
/// <param name="Language">The reader's language, two letters.</param>
/// <param name="Day">The reader's day.</param>
/// <param name="Country">ISO country the answer has to hold for; null: only documents that hold everywhere.</param>
public sealed record KnowledgeScope(string Language, DateOnly Day, string? Country);

/// <summary>A question to the library.</summary>
/// <param name="Question">The words.</param>
/// <param name="Scope">Which documents count.</param>
/// <param name="Names">Names in the question: customers, products. They decide between passages and are no question by themselves.</param>
/// <param name="Most">The most sentences to return.</param>
public sealed record KnowledgeQuery(string Question, KnowledgeScope Scope, IReadOnlyList<string>? Names = null, int Most = 3);

/// <summary>The firms that labels such as "partners" stand for at the moment of a search.</summary>
/// <param name="VendorId">The vendor.</param>
/// <param name="Partners">Active partners; those that read along are enough, and a shorter label is never wider.</param>
public sealed record ProgrammeFirms(string VendorId, IReadOnlyCollection<PartnerFirm> Partners);

/// <summary>What a label may ask of a partner firm.</summary>
/// <param name="Id">The firm.</param>
/// <param name="Tier">Its tier, or null when it is not known.</param>
/// <param name="Types">Its partner types.</param>
/// <param name="Region">Its home region, or null.</param>
public sealed record PartnerFirm(string Id, string? Tier, IReadOnlyList<string> Types, string? Region)
{
    /// <summary>A firm of which nothing else is known: it reads what is narrowed by nothing.</summary>
    public PartnerFirm(string id)
        : this(id, null, [], null)
    {
    }
}

/// <summary>A section of a document, the same in all its translations and versions.</summary>
/// <param name="Document">The document's id.</param>
/// <param name="Section">The section's id.</param>
public sealed record SectionKey(string Document, string Section)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Document}#{Section}";

    /// <summary>Reads the text form back; null when it is none.</summary>
    public static SectionKey? Parse(string text) => text.Split('#') is [{ Length: > 0 } document, { Length: > 0 } section] ? new SectionKey(document, section) : null;
}
