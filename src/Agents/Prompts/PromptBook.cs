using Microsoft.Extensions.Logging;

namespace CoSellBot.Agents.Prompts;

/// <summary>What models are told. Read once; where files may change while the bot runs, read again when they have.</summary>
public sealed partial class PromptBook
{
    private readonly string _folder;
    private readonly bool _reloads;
    private readonly IReadOnlySet<string> _tools;
    private readonly ILogger _log;
    private readonly Lock _lock = new();
    private (DateTime Newest, int Count) _read;
    private PromptFiles _files;

    private PromptBook(string folder, bool reloads, IReadOnlySet<string> tools, ILogger log)
    {
        (_folder, _reloads, _tools, _log) = (folder, reloads, tools, log);
        _read = Look();
        _files = PromptFiles.Read(folder, tools);
    }

    /// <summary>Opens the folder.</summary>
    /// <param name="folder">Has <c>system.md</c>, <c>policies/</c> and <c>agents/</c>.</param>
    /// <param name="reloads">True to notice changes before every turn.</param>
    /// <param name="tools">The tools there are, by name.</param>
    /// <param name="log">Hears of changes that cannot be read.</param>
    /// <exception cref="InvalidDataException">A file is missing, malformed, or asks for a value nobody gives; the message names file and cause.</exception>
    public static PromptBook Open(string folder, bool reloads, IReadOnlySet<string> tools, ILogger log) => new(folder, reloads, tools, log);

    /// <summary>The files as they are now; a change that cannot be read leaves them as they were.</summary>
    internal PromptFiles Files
    {
        get
        {
            if (!_reloads)
            {
                return _files;
            }

            lock (_lock)
            {
                var now = Look();
                if (now != _read)
                {
                    _read = now;
                    try
                    {
                        _files = PromptFiles.Read(_folder, _tools);
                    }
                    catch (Exception failure) when (failure is InvalidDataException or IOException)
                    {
                        LogUnreadable(failure.Message);
                    }
                }

                return _files;
            }
        }
    }

    private (DateTime Newest, int Count) Look()
    {
        var files = Directory.Exists(_folder) ? Directory.GetFiles(_folder, "*.md", SearchOption.AllDirectories) : [];
        return (files.Select(File.GetLastWriteTimeUtc).DefaultIfEmpty().Max(), files.Length);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A changed prompt cannot be used, the earlier one stays: {Cause}")]
    private partial void LogUnreadable(string cause);
}
