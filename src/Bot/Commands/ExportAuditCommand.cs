using System.CommandLine;
using System.Globalization;
using System.Text;
using CoSellBot.Prm.Audit;

namespace CoSellBot.Bot.Commands;

/// <summary><c>export-audit [--out FILE] [--since INSTANT] [--entity REF]</c>: the audit trail as lines of JSON. Reads only; works beside a running bot.</summary>
internal static class ExportAuditCommand
{
    public static Task<int> RunAsync(string[] args) => RunAsync(args, null, Console.OpenStandardOutput(), Console.Out, Console.Error);

    /// <summary>The same over a house that stands already, with other places to write to.</summary>
    public static Task<int> RunAsync(string[] args, IServiceProvider? services, Stream lines, TextWriter output, TextWriter error)
    {
        var file = new Option<string?>("--out") { Description = "The file to write, as a whole or not at all; default: standard output." };
        var since = new Option<string?>("--since") { Description = "Only entries from this instant on, like 2026-06-01 or 2026-06-01T08:00:00Z." };
        var entity = new Option<string?>("--entity") { Description = "Only entries on this record, like registration/DR-7K3Q." };
        var command = new RootCommand("Writes the audit trail, one JSON object a line.") { file, since, entity };
        command.SetAction((parsed, cancellationToken) => AuditHouse.WithRecordsAsync(
            services, error, house => ExportAsync(house, parsed.GetValue(file), parsed.GetValue(since), parsed.GetValue(entity), lines, error, cancellationToken), cancellationToken));
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static async Task<int> ExportAsync(
        IServiceProvider house, string? file, string? since, string? entity, Stream lines, TextWriter error, CancellationToken cancellationToken)
    {
        DateTimeOffset from = default;
        if (since is not null && !DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out from))
        {
            await error.WriteLineAsync($"'{since}' is no instant. Write it like 2026-06-01 or 2026-06-01T08:00:00Z.");
            return 1;
        }

        var export = house.GetRequiredService<AuditExport>();
        var filter = new ExportFilter(since is null ? null : from, entity);
        if (file is null)
        {
            await WriteAsync(export, filter, lines, cancellationToken);
        }
        else
        {
            await WholeFile.WriteAsync(file, (stream, token) => WriteAsync(export, filter, stream, token), cancellationToken);
        }

        return 0;
    }

    private static async Task WriteAsync(AuditExport export, ExportFilter filter, Stream stream, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        await foreach (var line in export.ReadAsync(filter, cancellationToken))
        {
            await writer.WriteLineAsync(line.AsMemory(), cancellationToken);
        }
    }
}
