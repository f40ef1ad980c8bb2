namespace CoSellBot.Bot.Teams;

/// <summary>The address of a connector service as two sources name it: scheme and host in any case, the path to the letter, one slash at the end or none.</summary>
internal sealed record ServiceAddress
{
    private ServiceAddress(Uri uri, string path) => (Uri, Path) = (uri, path);

    /// <summary>The address itself.</summary>
    public Uri Uri { get; }

    // As written: Uri takes the dots out of "/a/../b" and would make two addresses one.
    private string Path { get; }

    /// <summary>Null for anything but a plain http(s) address without user, query and fragment.</summary>
    public static ServiceAddress? Parse(string? text)
    {
        if (text is null || text.Length > 2048 || text.Any(c => c is '?' or '#' or '\\' || char.IsWhiteSpace(c)) || !text.Contains("://", StringComparison.Ordinal)
            || !Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri is not { Scheme: "http" or "https", UserInfo: "" })
        {
            return null;
        }

        var host = text.IndexOf("://", StringComparison.Ordinal) + 3;
        var path = text.IndexOf('/', host) is var slash and >= 0 ? text[slash..] : "/";
        return new ServiceAddress(uri, path.EndsWith('/') ? path[..^1] : path);
    }

    /// <inheritdoc/>
    public bool Equals(ServiceAddress? other) => other is not null && Path == other.Path && Uri.Scheme == other.Uri.Scheme
        && Uri.IdnHost.Equals(other.Uri.IdnHost, StringComparison.OrdinalIgnoreCase) && Uri.Port == other.Uri.Port;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Path, Uri.Scheme, Uri.Port);
}
