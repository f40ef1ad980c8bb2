using System.Diagnostics;
using System.Text.Json;
using CoSellBot.Agents.Understanding;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.Tests.Agents.Understanding;

public class NeverThrowsTests(ITestOutputHelper output)
{
    private static readonly DateOnly Today = new(2026, 6, 9);
    private static readonly IntentClassifier Classifier = new(IntentCatalog.Load(UnderstandingData.IntentsFolder).Examples);

    [Fact]
    public void EveryReader_NaughtyStrings_NeverThrows()
    {
        if (UnderstandingData.Shared("badinput_blns/blns.json") is not { } file)
        {
            output.WriteLine("Skipped: ../shared/data/badinput_blns/blns.json is not on this machine.");
            return;
        }
        var strings = JsonSerializer.Deserialize<string[]>(File.ReadAllText(file))!;
        foreach (var text in strings)
            ReadAll(text);
        output.WriteLine($"{strings.Length} strings");
        Assert.True(strings.Length > 400);
    }

    [Fact]
    public void EveryReader_HugeTexts_NeverThrowsAndStaysQuick()
    {
        string[] units = ["a", "1", "1.", "1 ", "$", "-", "1-", "q3 ", "\0", "\uD800", "\uDC00\uD800", "e\u0301", "\u0301", "👍", "\u202E", "שלום ", "30 sep ", "80k eur ", "end of ", "<company>", "<", "1,000,", "yes ", "年9月", "一", "三百", "1億", "来月末", "cent vingt mille ", "nächste Woche ", "que viene ", "T€ "];
        foreach (var unit in units)
        {
            var text = string.Concat(Enumerable.Repeat(unit, 40_000 / unit.Length));
            var watch = Stopwatch.StartNew();
            ReadAll(text);
            output.WriteLine($"{watch.ElapsedMilliseconds,5} ms  {JsonSerializer.Serialize(unit)}");
        }
    }

    [Fact]
    public void EveryReader_RandomPieces_StaysInsideTheText()
    {
        string[] parts = ["EUR", "$", "80", "1.000", "k", " ", ",", ".", "-", "Sep", "30", "end of", "Q3", "2026", "/", "'", "Mio", "円", "next", "in", "days", "\uD83D", "\uDE00", "月", "%", "US", "<money>", "三百", "万", "億", "末", "来月", "第", "四半期", "KW", "fin de ", "mil ", "cent", "vingt", "half", " y ", "medio", "que viene", "lundi", "nächste Woche", "für", "zwei", "の", "金曜", "T3", "mi-", "週間後", "ユーロ", "T€"];
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
            ReadAll(string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => parts[random.Next(parts.Length)])));
    }

    private static void ReadAll(string raw)
    {
        var clean = ChatText.Clean(raw);
        Assert.Equal(clean, ChatText.Clean(clean));
        foreach (var text in new[] { raw, clean })
        {
            Assert.All(MoneyReader.Read(text, "CA"), r => Assert.Equal(r.AsWritten, text.Substring(r.Start, r.Length)));
            Assert.All(CurrencyWords.Find(text, "CA"), r => Assert.Equal(r.AsWritten, text.Substring(r.Start, r.Length)));
            Assert.All(DateReader.Read(text, Today, 4, "en-US"), r => Assert.Equal(r.AsWritten, text.Substring(r.Start, r.Length)));
            Assert.All(ChatText.Tokens(text), t => Assert.Equal(t.Text, text.Substring(t.Start, t.Length)));
            _ = YesNo.Read(text);
            Assert.NotEmpty(Classifier.Classify(text).Ranked);
        }
    }
}
