using System.CommandLine;
using System.Globalization;
using CoSellBot.Bot.Audit;
using CoSellBot.Prm.Audit;

namespace CoSellBot.Bot.Commands;

/// <summary><c>accept-restore [--by NAME]</c>: says what a restore from an older copy lost, accepts it, and lets the ledger be written again. Works beside a running bot.</summary>
internal static class AcceptRestoreCommand
{
    public static Task<int> RunAsync(string[] args) => RunAsync(args, null, Console.Out, Console.Error);

    /// <summary>The same over a house that stands already, with other places to write to.</summary>
    public static Task<int> RunAsync(string[] args, IServiceProvider? services, TextWriter output, TextWriter error)
    {
        var by = new Option<string>("--by") { Description = "Who accepts it, for the audit trail.", DefaultValueFactory = _ => "operator" };
        var command = new RootCommand("Accepts that the records were restored from an older copy.") { by };
        command.SetAction((parsed, cancellationToken) => CommandHost.WithHouseAsync(
            services, error, house => AcceptAsync(house, parsed.GetRequiredValue(by), output, error, cancellationToken), cancellationToken));
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static async Task<int> AcceptAsync(IServiceProvider house, string by, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var (outcome, report) = await house.GetRequiredService<AuditRestore>().AcceptAsync(by, cancellationToken);
        switch (outcome)
        {
            case RestoreOutcome.Differs:
                await error.WriteLineAsync("Nothing was accepted: the records are no older copy of what the anchor knows, they differ from it. Run verify-audit.");
                return 1;
            case RestoreOutcome.Nothing:
                await output.WriteLineAsync("Nothing to accept: the records are as new as this anchor.");
                return 0;
            case RestoreOutcome.Noted:
                await output.WriteLineAsync("It was accepted before; this anchor notes it now.");
                break;
            default:
                await WriteAsync(report!, output);
                break;
        }

        await house.GetRequiredService<AuditWorker>().RunOnceAsync(cancellationToken);
        return 0;
    }

    private static async Task WriteAsync(RestoreReport report, TextWriter output)
    {
        string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        await output.WriteLineAsync(report.LastAt is { } at
            ? Say($"The chain in the records ends with number {report.LastNumber}, written at {at:u}.")
            : "Nothing in the records is sealed.");
        await output.WriteLineAsync(report.AnchoredNumber > report.LastNumber
            ? Say($"Missing: numbers {report.LastNumber + 1} to {report.AnchoredNumber}, {report.AnchoredNumber - report.LastNumber} in all, seen by the anchor from {report.LostSince:u} to {report.LostUntil:u}.")
            : Say($"Missing: what another chain held up to number {report.AnchoredNumber}, seen by the anchor from {report.LostSince:u} to {report.LostUntil:u}."));
        await output.WriteLineAsync("What these entries said is not known here: the anchor holds hashes only. People were answered and records elsewhere may have been written on them.");
        if (report.Unsealed > 0)
        {
            await output.WriteLineAsync(Say($"{report.Unsealed} {(report.Unsealed == 1 ? "entry" : "entries")} of the copy had no seal; sealed after the gap."));
        }

        await output.WriteLineAsync("Accepted. The audit trail and the anchor say so, and the ledger is written again.");
    }
}
