using System.CommandLine;
using System.Globalization;
using CoSellBot.Bot.Audit;
using CoSellBot.Bot.Development;
using CoSellBot.Bot.Storage;
using CoSellBot.Prm;
using CoSellBot.Prm.Audit;

namespace CoSellBot.Bot.Commands;

/// <summary><c>verify-audit [--anchor FILE]</c>: whether the audit trail is what was written. Reads only; works beside a running bot.</summary>
internal static class VerifyAuditCommand
{
    public static Task<int> RunAsync(string[] args) => RunAsync(args, null, Console.Out, Console.Error);

    /// <summary>The same over a house that stands already, with other places to write to.</summary>
    public static Task<int> RunAsync(string[] args, IServiceProvider? services, TextWriter output, TextWriter error)
    {
        var anchor = new Option<string?>("--anchor") { Description = "The anchor to hold the chain against; default: the setting Audit:Anchor." };
        var command = new RootCommand("Checks the audit trail: 0 when all of it is proven, 1 when not.") { anchor };
        command.SetAction((parsed, cancellationToken) => AuditHouse.WithRecordsAsync(
            services, error, house => VerifyAsync(house, parsed.GetValue(anchor), output, cancellationToken), cancellationToken));
        return command.Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
    }

    private static async Task<int> VerifyAsync(IServiceProvider house, string? file, TextWriter output, CancellationToken cancellationToken)
    {
        var clock = house.GetRequiredService<BusinessClock>();
        if (house.GetRequiredService<IHostEnvironment>().IsDevelopment())
        {
            clock.MoveTo(await ClockOffset.LoadAsync(house.GetRequiredService<BotStore>(), cancellationToken));
        }

        var anchor = new AuditAnchor(file ?? house.GetRequiredService<AuditOptions>().Anchor);
        var report = await house.GetRequiredService<AuditVerifier>().VerifyAsync(anchor, cancellationToken);
        foreach (var flaw in report.Flaws)
        {
            await output.WriteLineAsync($"NOT PROVEN: {flaw.Text}");
        }

        foreach (var remark in report.Remarks)
        {
            await output.WriteLineAsync(remark);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{report.Sealed} sealed {(report.Sealed == 1 ? "entry" : "entries")} followed{(report.IsSound ? $"; all of it holds{(report.Root is { } root ? $", last hash {root}" : "")}." : ".")}"));
        return report.IsSound ? 0 : 1;
    }
}
