using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CoSellBot.Bot.Commands;

/// <summary>The app package that an administrator uploads to Teams: the manifest with its placeholders filled, and the two icons.</summary>
internal static partial class TeamsPackage
{
    // The same settings give the same bytes.
    private static readonly DateTimeOffset Timeless = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The manifest's template and the icons, beside the program.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "manifest", "teams");

    /// <summary>Writes the zip.</summary>
    /// <exception cref="InvalidDataException">The template is broken or missing.</exception>
    public static async Task WriteAsync(Stream output, TeamsAppSettings settings, CancellationToken cancellationToken)
    {
        using var zip = new ZipArchive(output, ZipArchiveMode.Create, leaveOpen: true);
        await AddAsync(zip, "manifest.json", Encoding.UTF8.GetBytes(Fill(await ReadAsync("manifest.json", File.ReadAllTextAsync, cancellationToken), settings)), cancellationToken);
        foreach (var icon in (string[])["color.png", "outline.png"])
        {
            await AddAsync(zip, icon, await ReadAsync(icon, File.ReadAllBytesAsync, cancellationToken), cancellationToken);
        }
    }

    /// <summary>Puts the settings into the template. In one pass, so that a name that looks like a placeholder stays a name.</summary>
    /// <exception cref="InvalidDataException">The template names something there is not, or is no JSON.</exception>
    public static string Fill(string template, TeamsAppSettings settings)
    {
        var filled = Placeholder().Replace(template, match => JsonEncodedText.Encode(Value(match.Groups[1].Value, settings), JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value);
        try
        {
            using var parsed = JsonDocument.Parse(filled);
            return filled;
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"{Path.Combine(Folder, "manifest.json")} is not JSON.", wrong);
        }
    }

    private static string Value(string placeholder, TeamsAppSettings settings) => placeholder switch
    {
        "APP_ID" => settings.AppId.ToString("D"),
        "URL" => settings.Url.AbsoluteUri.TrimEnd('/'),
        "HOST" => settings.Url.IsDefaultPort ? settings.Url.IdnHost : $"{settings.Url.IdnHost}:{settings.Url.Port}",
        "NAME" => settings.Name,
        "DEVELOPER" => settings.Developer,
        "WEBSITE_URL" => settings.Website,
        "PRIVACY_URL" => settings.Privacy,
        "TERMS_URL" => settings.Terms,
        "VERSION" => settings.Version,
        _ => throw new InvalidDataException($"{Path.Combine(Folder, "manifest.json")} has a placeholder '{placeholder}' that nothing fills."),
    };

    private static async Task<T> ReadAsync<T>(string name, Func<string, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        try
        {
            return await read(Path.Combine(Folder, name), cancellationToken);
        }
        catch (IOException wrong)
        {
            // Its own sentence: to the writer of the zip an IOException means the zip.
            throw new InvalidDataException($"{Path.Combine(Folder, name)} cannot be read; it belongs beside the program.", wrong);
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, byte[] content, CancellationToken cancellationToken)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = Timeless;
        await using var stream = entry.Open();
        await stream.WriteAsync(content, cancellationToken);
    }

    [GeneratedRegex(@"\$\{\{([A-Z_]+)\}\}")]
    private static partial Regex Placeholder();
}
