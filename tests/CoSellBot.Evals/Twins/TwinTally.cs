using System.Globalization;

namespace CoSellBot.Evals.Twins;

/// <summary>Counts what many pairs showed.</summary>
internal sealed class TwinTally
{
    private const int MostShown = 4;
    private readonly Lock _lock = new();
    private readonly Dictionary<OthersRecord, (int Pairs, int OtherBit, int Differ, int Naive)> _byRecord = [];
    private readonly List<string> _leaks = [];
    private int _same;
    private int _thereAlready;
    private int _replies;
    private int _sameBit;
    private int _otherBit;
    private int _wrongBit;
    private int _wordsDiffer;
    private int _decidedApart;
    private int _naive;
    private int _naiveSameBit;
    private int _sameBitSame;
    private readonly Dictionary<ReleasedBit, int> _bits = [];

    /// <summary>Pairs counted so far.</summary>
    public int Pairs { get; private set; }

    /// <summary>Counts a pair.</summary>
    public void Count(TwinPair pair, SellerReading with, SellerReading twin, bool isNaiveApart)
    {
        lock (_lock)
        {
            Pairs++;
            var isSameBit = with.Bit == twin.Bit;
            _bits[with.Bit] = _bits.GetValueOrDefault(with.Bit) + 1;
            _sameBit += isSameBit ? 1 : 0;
            _otherBit += !isSameBit && with.Bit != ReleasedBit.Own && twin.Bit != ReleasedBit.Own ? 1 : 0;
            var (pairs, other, differ, naive) = _byRecord.GetValueOrDefault(pair.Record);
            _byRecord[pair.Record] = (pairs + 1, other + (isSameBit ? 0 : 1), differ, naive + (isNaiveApart ? 1 : 0));
            if (!isSameBit && (with.Bit == ReleasedBit.Own || twin.Bit == ReleasedBit.Own))
            {
                _wrongBit++;
                Leak(pair, $"told plainly in one world only: {with.Bit} and {twin.Bit}", with.Steps[0].Text, twin.Steps[0].Text);
            }

            _same += pair.IsSame ? 1 : 0;
            // What comes later is on no receipt, however talkative.
            if (pair.IsSame && pair.Record != OthersRecord.LaterThenApproved)
            {
                _thereAlready++;
                _naive += isNaiveApart ? 1 : 0;
                _sameBitSame += isSameBit ? 1 : 0;
                _naiveSameBit += isSameBit && isNaiveApart ? 1 : 0;
            }
        }
    }

    /// <summary>Compares what was read in two worlds with the same bit, as far as the same was decided in both.</summary>
    public void Compare(TwinPair pair, SellerReading one, SellerReading other)
    {
        lock (_lock)
        {
            var isApart = one.Decided != other.Decided;
            _decidedApart += isApart ? 1 : 0;
            var until = isApart ? one.Steps.TakeWhile(step => step.Step is not ("while it is held" or "question" or "why")).Count() : Math.Max(one.Steps.Count, other.Steps.Count);
            for (var i = 0; i < until; i++)
            {
                _replies++;
                var (mine, theirs) = (one.Steps.ElementAtOrDefault(i), other.Steps.ElementAtOrDefault(i));
                if (mine != theirs)
                {
                    _wordsDiffer++;
                    var (pairs, otherBit, differ, naive) = _byRecord.GetValueOrDefault(pair.Record);
                    _byRecord[pair.Record] = (pairs, otherBit, differ + 1, naive);
                    Leak(pair, $"'{mine.Step}' reads otherwise", mine.Text, theirs.Text);
                    return;
                }
            }
        }
    }

    /// <summary>Prints it.</summary>
    /// <returns>1 when a promise is broken, else 0.</returns>
    public int Print(TextWriter output)
    {
        string Share(int part, int whole) => whole == 0 ? "none" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * part / whole:F1} %");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"pairs                                   {Pairs}, {Share(_same, Pairs)} with the other partner on the same customer and family"));
        output.WriteLine($"answer in the world with the others     {string.Join(", ", _bits.OrderBy(bit => bit.Key).Select(bit => $"{bit.Key} {bit.Value}"))}");
        output.WriteLine($"released bit                            same {_sameBit}, other {_otherBit} (allowed), told plainly in one world only {_wrongBit} (0 promised)");
        output.WriteLine($"replies compared within a bit           {_replies}; another decision of a person, not compared from there on: {_decidedApart}");
        output.WriteLine($"worlds whose bytes differ within a bit  {_wordsDiffer} (0 promised)");
        output.WriteLine($"naive view, same customer and family    {Share(_naive, _thereAlready)} of {_thereAlready} differ (90 % promised); where the bit is the same {Share(_naiveSameBit, _sameBitSame)} of {_sameBitSame}");
        foreach (var (record, (pairs, otherBit, differ, naive)) in _byRecord.OrderBy(pair => pair.Key))
        {
            output.WriteLine($"  {record,-20} {pairs,6} pairs, {otherBit,6} with the other bit, {differ,3} with other bytes; naive view {Share(naive, pairs),8}");
        }

        _leaks.ForEach(output.WriteLine);
        return _wrongBit == 0 && _wordsDiffer == 0 && _same * 2 >= Pairs && _naive * 10 >= _thereAlready * 9 && Pairs > 0 ? 0 : 1;
    }

    private void Leak(TwinPair pair, string what, string? mine, string? theirs)
    {
        if (_leaks.Count < MostShown)
        {
            _leaks.Add($"--- {pair.Record}, seed {pair.Seed}, {pair.Request.Customer}, {pair.Request.Motion}, {pair.Fate}: {what}\n{mine}\n{theirs}");
        }
    }
}
