using CoSellBot.Agents.Understanding;
using Xunit;

namespace CoSellBot.Tests.Agents.Understanding;

public sealed class IntentCatalogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("intents");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Load_TheRealFiles_HasEveryIntent()
    {
        var catalog = IntentCatalog.Load(UnderstandingData.IntentsFolder);
        Assert.Equal(
            ["add_proof", "ask_contact", "ask_playbook", "cancel", "coach", "confirm", "correct", "deal_status", "explain_rules", "help", "my_deals", "open_opportunities", "out_of_scope", "register_deal", "set_language", "small_talk", "snooze", "who_can_read", "who_else", "withdraw_deal"],
            catalog.Intents.Select(i => i.Name));
        Assert.Contains("company", catalog.Intents.Single(i => i.Name == "register_deal").Slots);
    }

    [Theory]
    [InlineData("intent: one\ntoool: x\nexamples: { en: [a] }", "toool")]
    [InlineData("intent: one\nintent: one", "one.yaml")]
    [InlineData("intent: two\nexamples: { en: [a] }", "must be the name of the file")]
    [InlineData("intent: one\nslots: [colour]\nexamples: { en: [a] }", "unknown slot 'colour'")]
    [InlineData("intent: one\nexamples: { en: [a, b] }", "has 2")]
    [InlineData("intent: one\nexamples: [a, b]", "one.yaml")]
    [InlineData("intent: one", "has 0")]
    [InlineData("", "empty")]
    public void Load_WrongFile_SaysWhich(string yaml, string message)
    {
        Write("two", Good("two"));
        Write("one", yaml);
        var error = Assert.Throws<InvalidDataException>(() => IntentCatalog.Load(_folder.FullName));
        Assert.Contains("one.yaml", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_SameExampleTwice_SaysWhere()
    {
        Write("one", Good("one", "same words"));
        Write("two", Good("two", "Same  WORDS"));
        var error = Assert.Throws<InvalidDataException>(() => IntentCatalog.Load(_folder.FullName));
        Assert.Contains("already in one.yaml", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_UnknownPlaceholder_IsRefused()
    {
        Write("one", Good("one", "register <colour>"));
        Write("two", Good("two"));
        Assert.Contains("<colour>", Assert.Throws<InvalidDataException>(() => IntentCatalog.Load(_folder.FullName)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NoFolder_SaysSo() =>
        Assert.Contains("does not exist", Assert.Throws<InvalidDataException>(() => IntentCatalog.Load(Path.Combine(_folder.FullName, "none"))).Message, StringComparison.Ordinal);

    private static string Good(string name, string extra = "extra words") =>
        $"intent: {name}\nexamples:\n  en:\n    - \"{extra} {(extra == "extra words" ? name : "")}\"\n" + string.Concat(Enumerable.Range(0, 30).Select(i => $"    - {name} number {i}\n"));

    private void Write(string name, string yaml) => File.WriteAllText(Path.Combine(_folder.FullName, name + ".yaml"), yaml);
}
