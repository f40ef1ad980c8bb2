using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CoSellBot.Bot.Commands;

/// <summary>The manifest an administrator creates the Slack app from: the one beside the program, with this bot's name and address in it.</summary>
internal static class SlackManifest
{
    /// <summary>The host that stands for the bot's in the template.</summary>
    public const string Placeholder = "https://cosellbot.example";

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The template, beside the program.</summary>
    public static string File => Path.Combine(AppContext.BaseDirectory, "manifest", "slack", "manifest.json");

    /// <summary>Reads the template and fills it.</summary>
    /// <exception cref="InvalidDataException">The template is broken or missing.</exception>
    public static async Task<string> WriteAsync(SlackAppSettings settings, CancellationToken cancellationToken)
    {
        try
        {
            return Fill(await System.IO.File.ReadAllTextAsync(File, cancellationToken), settings);
        }
        catch (IOException wrong)
        {
            throw new InvalidDataException($"{File} cannot be read; it belongs beside the program.", wrong);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException($"{File} is not the manifest of a Slack app.", wrong);
        }
    }

    private static string Fill(string template, SlackAppSettings settings)
    {
        var manifest = JsonNode.Parse(template)!;
        Move(manifest, settings.Url);
        // After the addresses, so that a name that looks like one stays a name.
        manifest["display_information"]!["name"] = settings.Name;
        manifest["features"]!["bot_user"]!["display_name"] = settings.Name;
        manifest["settings"]!["socket_mode_enabled"] = settings.Url is null;
        manifest["settings"]!["token_rotation_enabled"] = !settings.KeepsToken;
        if (settings.KeepsToken)
        {
            manifest["oauth_config"]!.AsObject().Remove("redirect_urls");
        }

        return manifest.ToJsonString(Readable);
    }

    // Every address in the manifest is the bot's own: moved to where it is, or left out where Slack calls nothing.
    private static void Move(JsonNode? node, Uri? url)
    {
        if (node is JsonArray list)
        {
            list.ToList().ForEach(entry => Move(entry, url));
            return;
        }

        foreach (var (name, value) in node is JsonObject parent ? parent.ToList() : [])
        {
            if (Addresses(value) is not { Count: > 0 } addresses)
            {
                Move(value, url);
            }
            else if (url is null)
            {
                node!.AsObject().Remove(name);
            }
            else
            {
                var moved = addresses.ConvertAll(address => (JsonNode?)JsonValue.Create(url.AbsoluteUri.TrimEnd('/') + address[Placeholder.Length..]));
                node![name] = value is JsonArray ? new JsonArray([.. moved]) : moved[0];
            }
        }
    }

    private static List<string> Addresses(JsonNode? value) => value switch
    {
        JsonArray list when list.All(entry => entry is JsonValue) => [.. list.SelectMany(Addresses)],
        JsonValue text when text.TryGetValue<string>(out var address) && address.StartsWith(Placeholder + "/", StringComparison.Ordinal) => [address],
        _ => [],
    };
}
