using Microsoft.Playwright;
using Xunit.Abstractions;

namespace CoSellBot.EndToEnd;

/// <summary>The installed Chromium. Without one the browser tests say so and pass.</summary>
public static class Browser
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    /// <summary>Where it is, or null.</summary>
    public static string? Path { get; } = Environment.GetEnvironmentVariable("CHROMIUM_PATH") ?? Places.FirstOrDefault(File.Exists);

    /// <summary>Opens it, or says why not and gives null.</summary>
    public static async Task<IBrowser?> OpenAsync(IPlaywright? playwright, ITestOutputHelper output)
    {
        if (Path is not { } path || playwright is null)
        {
            output.WriteLine("Skipped: no Chromium on this machine. Install it, or set CHROMIUM_PATH.");
            return null;
        }

        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = path,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }
}
