using CoSellBot.Access;

namespace CoSellBot.Knowledge;

/// <summary>Who a document is for, as its author wrote it: <c>public</c>, <c>vendor</c>, <c>partners</c>, or ids of firms.</summary>
public sealed class DocumentAudience
{
    private readonly string[] _words;

    private DocumentAudience(string[] words) => _words = words;

    /// <summary>Reads the words; null when there are none or they contradict: such a document is for nobody.</summary>
    public static DocumentAudience? Parse(IReadOnlyList<string> words)
    {
        var clean = words.Select(word => word.Trim()).ToArray();
        // "public, vendor" can only be a slip, and nobody can tell which of the two was meant.
        return clean.Length == 0 || clean.Any(word => word.Length == 0) || (clean.Contains("public") && clean.Length > 1) ? null : new DocumentAudience(clean);
    }

    /// <summary>The label. The vendor's own people may read whatever their firm shares with others.</summary>
    public Readers ToReaders(ProgrammeFirms programme) => _words is ["public"]
        ? Readers.Public
        : Readers.Organizations(_words.SelectMany(word => word switch
        {
            "vendor" => [],
            "partners" => programme.PartnerIds,
            var firm => [firm],
        }).Append(programme.VendorId));
}
