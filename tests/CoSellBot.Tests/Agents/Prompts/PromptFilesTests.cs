using CoSellBot.Agents.Prompts;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CoSellBot.Tests.Agents.Prompts;

/// <summary>Prompts are files that people edit: a mistake is found at once, by name, and never half used.</summary>
public sealed class PromptFilesTests : IDisposable
{
    private static readonly HashSet<string> Tools = ["register_deal", "withdraw_deal", "add_proof", "deal_status", "my_deals", "who_else", "ask_playbook", "explain_rules", "ask_contact", "open_opportunities", "coach", "snooze", "help",
        "small_talk", "who_can_read", "cannot_do", "set_language", "cancel", "change", "how_to_confirm"];

    private readonly string _folder = Directory.CreateTempSubdirectory("cosellbot-prompts-").FullName;

    public PromptFilesTests()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "prompts"), "*.md", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_folder, Path.GetRelativePath(Path.Combine(AppContext.BaseDirectory, "prompts"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Apostrophes_and_brackets_reach_the_model_as_they_are()
    {
        File.AppendAllText(Path.Combine(_folder, "policies", "consent.md"), " Don't \"guess\" <anything> & co.");
        Assert.Contains("Don't \"guess\" <anything> & co.", Render(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("policies/consent.md", "Hello {{nobody}}.", "policies/consent.md")]
    [InlineData("agents/status.md", "---\npolicies: [consent]\nintents: [deal_status]\ntools: [deal_status]\n---\nHello {{nobody}}.", "agents/status.md")]
    [InlineData("system.md", "{{policies}} {{agents}} {{in_hand}} {{history}} {{unknown}}", "system.md")]
    [InlineData("agents/status.md", "no settings", "agents/status.md: the settings have to stand first")]
    [InlineData("agents/status.md", "---\nintents: [deal_status]\n---\n", "agents/status.md: it has no tools")]
    [InlineData("agents/status.md", "---\ntools: [deal_status]\n---\n", "agents/status.md: it serves no intents")]
    [InlineData("agents/status.md", "---\nintents: [deal_status]\ntools: [deal_status]\npolicies: [kindness]\n---\n", "there is no policies/kindness.md")]
    [InlineData("agents/status.md", "---\nintents: [deal_status]\ntools: [deal_status]\nphrases: [coach]\n---\n", "none of its tools")]
    [InlineData("agents/status.md", "---\nintents: [deal_status]\ntools: [delete_all]\n---\n", "there is no tool 'delete_all'")]
    [InlineData("agents/status.md", "---\nintents: [deal_status]\ntools:\n---\n", "an empty entry, or none")]
    [InlineData("agents/status.md", "---\nwhatever: 1\nintents: [deal_status]\ntools: [deal_status]\n---\n", "agents/status.md")]
    public void A_mistake_stops_the_start_with_the_files_name(string file, string text, string message)
    {
        File.WriteAllText(Path.Combine(_folder, file), text);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Open(reloads: false)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_is_noticed_before_the_next_turn_and_a_mistake_leaves_what_was_there()
    {
        var book = Open(reloads: true);
        var file = Path.Combine(_folder, "policies", "consent.md");
        Write(file, "Only a press confirms, says the new text.", 1);
        Assert.Contains("says the new text", Render(book), StringComparison.Ordinal);
        Write(file, "Broken {{nobody}}.", 2);
        Assert.Contains("says the new text", Render(book), StringComparison.Ordinal);
        Write(file, "Mended.", 3);
        Assert.Contains("Mended.", Render(book), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_files_do_not_change_they_are_read_once()
    {
        var book = Open(reloads: false);
        Write(Path.Combine(_folder, "policies", "consent.md"), "Something else.", 1);
        Assert.DoesNotContain("Something else.", Render(book), StringComparison.Ordinal);
    }

    private static void Write(string file, string text, int hours)
    {
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, new DateTime(2030, 1, 1, hours, 0, 0, DateTimeKind.Utc));
    }

    private string Render() => Render(Open(reloads: false));

    private static string Render(PromptBook book) => book.Files.Render(book.Files.Agents, PromptValues.Sample);

    private PromptBook Open(bool reloads) => PromptBook.Open(_folder, reloads, Tools, NullLogger.Instance);
}
