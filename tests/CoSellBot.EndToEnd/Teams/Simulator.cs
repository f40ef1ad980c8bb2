using System.Diagnostics;
using Xunit.Abstractions;

namespace CoSellBot.EndToEnd.Teams;

/// <summary>Microsoft's Teams simulator, driven without a screen. It is installed for the test and never shipped.</summary>
internal sealed class Simulator
{
    private readonly string _folder;

    private Simulator(string folder) => _folder = folder;

    /// <summary>Installs the simulator, or says what is missing.</summary>
    public static async Task<Simulator?> InstallAsync(ITestOutputHelper output)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "CoSellBot.sln")))
        {
            root = root.Parent;
        }

        var tool = Path.Combine(root?.Parent?.FullName ?? "", "shared", "tools", "playground");
        if (!File.Exists(Path.Combine(tool, "drive.mjs")))
        {
            output.WriteLine("Skipped: needs ../shared/tools/playground beside the repository root.");
            return null;
        }

        var folder = BotProcess.NewFolder();
        foreach (var file in Directory.GetFiles(tool).Where(file => Path.GetExtension(file) is ".mjs" or ".json"))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        if (await RunAsync(folder, "npm", ["ci", "--no-audit", "--no-fund"], TimeSpan.FromMinutes(3)) is not (0, _))
        {
            output.WriteLine("Skipped: needs Node.js with npm to install Microsoft's simulator.");
            return null;
        }

        return new Simulator(folder);
    }

    /// <summary>Plays the steps of a file as the person of a simulator file.</summary>
    public Task<(int Code, string Output)> PlayAsync(Uri bot, string config, string steps, string pictures) => RunAsync(
        _folder, "node",
        ["drive.mjs", "--bot", new Uri(bot, "/api/messages").ToString(), "--config", config, "--steps", steps, "--out", pictures, "--chromium", Browser.Path!],
        TimeSpan.FromMinutes(6));

    private static async Task<(int Code, string Output)> RunAsync(string folder, string program, string[] arguments, TimeSpan within)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
            using var timeout = new CancellationTokenSource(within);
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var text = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.WaitForExitAsync(timeout.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }

            return (process.HasExited ? process.ExitCode : -1, await text + await errors);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, $"{program} is not installed.");
        }
    }
}
