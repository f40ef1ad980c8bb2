using System.Security.Cryptography;
using System.Text;

namespace CoSellBot.Knowledge.Documents;

/// <summary>What a folder of documents held.</summary>
/// <param name="Documents">Those that could be read.</param>
/// <param name="Problems">A line for each file that could not, and for each whose label is for nobody.</param>
public sealed record DocumentFolderContent(IReadOnlyList<KnowledgeDocument> Documents, IReadOnlyList<string> Problems);

/// <summary>Reads a folder of Markdown documents.</summary>
public static class DocumentFolder
{
    /// <summary>Reads every <c>*.md</c> with front matter, in order of name. A file that is wrong is left out and named, the others are read.</summary>
    /// <param name="folder">The folder; one that is not there holds nothing.</param>
    /// <param name="tenantId">Whose documents they are.</param>
    /// <param name="shiftDays">Days added to every validity.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<DocumentFolderContent> ReadAsync(string folder, string tenantId, int shiftDays, CancellationToken cancellationToken)
    {
        var documents = new List<KnowledgeDocument>();
        var problems = new List<string>();
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.md") : [];
        foreach (var file in files.Where(file => Path.GetFileName(file) != "README.md").Order(StringComparer.Ordinal))
        {
            try
            {
                var text = await File.ReadAllTextAsync(file, cancellationToken);
                var document = DocumentFile.Parse(text, tenantId, shiftDays) with
                {
                    Source = Path.GetRelativePath(folder, file).Replace('\\', '/'),
                    Hash = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{shiftDays}\n{text}"))),
                };
                if (documents.Exists(other => (other.Id, other.Version, other.Language) == (document.Id, document.Version, document.Language)))
                {
                    throw new InvalidDataException("another file has the same document, version and language");
                }

                documents.Add(document);
                if (document.Audience is null)
                {
                    problems.Add($"{Path.GetFileName(file)}: the audience cannot be read, so nobody is shown this document");
                }
            }
            catch (InvalidDataException wrong)
            {
                problems.Add($"{Path.GetFileName(file)}: {wrong.Message}");
            }
        }

        return new DocumentFolderContent(documents, problems);
    }
}
