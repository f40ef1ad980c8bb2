using CoSellBot.Prm.Accounts;
using Xunit;
using Xunit.Abstractions;

namespace CoSellBot.Tests.Prm.Accounts;

/// <summary>Information rather than a gate: the pairs have names only, some of them tickers, translations and former names.</summary>
public class NamePairsTests(ITestOutputHelper output)
{
    [SharedDataFact("er_company_name_pairs/test_data.csv")]
    public void PublicNamePairs_AreReported()
    {
        var pairs = new List<(string A, string B, bool Same, double Score, bool Met)>();
        foreach (var line in File.ReadLines(SharedData.PathOf("er_company_name_pairs/test_data.csv")).Skip(1).Where(l => l.Length > 0))
        {
            // Every line is "name","name",0|1 without quotes inside the names.
            var fields = line.Split('"');
            CompanyIdentity a = new(fields[1]), b = new(fields[3]);
            pairs.Add((a.Name, b.Name, fields[4] == ",1", AccountMatcher.Score(a, b), AccountKeys.Of(a).Intersect(AccountKeys.Of(b)).Any()));
        }

        var said = pairs.Where(p => p.Score >= AccountMatcher.Low).ToList();
        var same = pairs.Where(p => p.Same).ToList();
        output.WriteLine($"{pairs.Count} pairs, {same.Count} the same. At {AccountMatcher.Low}: precision {(double)said.Count(p => p.Same) / said.Count:P1}, " +
            $"recall {(double)said.Count(p => p.Same) / same.Count:P1}. Share a key: {(double)same.Count(p => p.Met) / same.Count:P1} of the same.");
        foreach (var (a, b, isSame, score, met) in pairs.Where(p => p.Same != (p.Score >= AccountMatcher.Low)))
        {
            output.WriteLine($"{(isSame ? "missed" : "wrong ")} {score:F2} {(met ? "met" : "   ")} {a} | {b}");
        }

        Assert.DoesNotContain(pairs, p => !p.Same && p.Score >= AccountMatcher.High);
    }
}
