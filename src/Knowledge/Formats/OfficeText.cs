using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace CoSellBot.Knowledge.Formats;

/// <summary>What the Office formats have in common.</summary>
internal static class OfficeText
{
    /// <summary>The title among the file's properties, null when it is empty.</summary>
    public static string? Title(OpenXmlPackage package) => Documents.PlainText.Clean(package.PackageProperties.Title ?? "") is { Length: > 0 } title ? title : null;

    /// <summary>Of content that is in the file twice, for newer and older programs, the one to read.</summary>
    public static OpenXmlElement Chosen(AlternateContent alternate) =>
        (OpenXmlElement?)alternate.GetFirstChild<AlternateContentChoice>() ?? alternate.GetFirstChild<AlternateContentFallback>() ?? (OpenXmlElement)new AlternateContentFallback();

    /// <summary>A switch that is on when nothing else is said.</summary>
    public static bool IsOn(W.OnOffType value) => value.Val is null || value.Val.Value;

    /// <summary>The rows of a table or the cells of a row, those inside content controls too.</summary>
    public static IEnumerable<T> Children<T>(OpenXmlElement parent)
        where T : OpenXmlElement => parent.ChildElements.SelectMany(child => child switch
        {
            T found => [found],
            W.SdtElement or W.SdtContentRow or W.SdtContentCell or W.CustomXmlElement or W.InsertedRun => Children<T>(child),
            _ => Enumerable.Empty<T>(),
        });
}
