using System.Globalization;
using CoSellBot.Prm.Storage;
using Microsoft.EntityFrameworkCore;

namespace CoSellBot.Prm.Audit;

/// <summary>Holds every line of an anchor against the database, some hundreds at a time, and remembers the first that does not agree.</summary>
internal sealed class AnchorTally(PrmDbContext context, List<AuditChain> chains)
{
    private const int Batch = 500;
    private readonly List<AnchorLine> _waiting = [];
    private AnchorLine? _first;
    private AnchorLine? _agrees;
    private AnchorLine? _differs;
    private AnchorLine? _missing;
    private AnchorLine? _lastMissing;
    private AnchorVerdict _missingAs;
    private AnchorLine? _reset;
    private int _torn;

    /// <summary>Chains whose gap the anchor notes as accepted.</summary>
    public HashSet<string> Noted { get; } = [];

    /// <summary>The last number that agrees, 0 when none does.</summary>
    public long Agrees => _agrees?.Number ?? 0;

    /// <summary>True when there was any line that could be read.</summary>
    public bool HasLines => _first is not null || _reset is not null;

    /// <summary>Reads the whole anchor.</summary>
    public async Task ReadAsync(AuditAnchor anchor, CancellationToken cancellationToken)
    {
        await foreach (var line in anchor.ReadAsync(cancellationToken))
        {
            switch (line)
            {
                case null:
                    _torn++;
                    continue;
                case { Note: AnchorLine.Reset }:
                    // What stood before is another database.
                    _waiting.Clear();
                    (_first, _agrees, _differs, _missing, _lastMissing, _reset) = (null, null, null, null, null, line);
                    continue;
                case { Note: AnchorLine.Restored }:
                    await CompareAsync(cancellationToken);
                    if (chains.Exists(chain => chain.ChainId == line.Chain && chain.Hash == line.Hash && chain.FirstNumber > line.Number))
                    {
                        // What the anchor knew beyond the records is what was accepted as lost.
                        (_missing, _lastMissing) = (null, null);
                        Noted.Add(line.Chain);
                    }

                    break;
                default:
                    break;
            }

            _first ??= line;
            _waiting.Add(line);
            if (_waiting.Count == Batch)
            {
                await CompareAsync(cancellationToken);
            }
        }

        await CompareAsync(cancellationToken);
    }

    /// <summary>The first thing the anchor says otherwise than the database, or null.</summary>
    public AuditFlaw? Flaw(long number)
    {
        if (_differs is { } differs)
        {
            return new AuditFlaw(AuditFlawKind.Rebuilt, differs.Number, differs.Seq, Say(
                $"The chain was built again: the anchor has another hash at number {differs.Number} (seen {differs.At:u}). {(Agrees == 0 ? "No number before it is anchored." : Say($"Up to number {Agrees} they agree."))}"));
        }

        return (_missing, _missingAs) switch
        {
            (null, _) => null,
            ({ } missing, AnchorVerdict.AcceptedElsewhere) => new AuditFlaw(AuditFlawKind.GapNotNoted, missing.Number, missing.Seq, Say(
                $"The database says that a restore was accepted and leaves out number {missing.Number}, which this anchor has seen at {missing.At:u}; this anchor does not note that anybody accepted it.")),
            ({ } missing, _) when !chains.Exists(chain => chain.ChainId == missing.Chain) && chains.Count > 0 => new AuditFlaw(AuditFlawKind.Rebuilt, null, null, Say(
                $"The chain was built again, or this is the anchor of another database: the anchor knows chain {missing.Chain}, the database {string.Join(", ", chains.Select(chain => chain.ChainId))}.")),
            ({ } missing, _) => new AuditFlaw(AuditFlawKind.TailCut, number + 1, null, Say(
                $"The end was cut off: the chain ends with number {number}, the anchor has seen number {_lastMissing!.Number} ({_lastMissing.At:u}); what is missing was there at {missing.At:u}.")),
        };
    }

    /// <summary>What is worth saying about the anchor itself.</summary>
    public IEnumerable<string> Remarks(long number)
    {
        if (_reset is not null)
        {
            yield return Say($"The anchor notes that the demo was laid anew at {_reset.At:u}; what stood before is gone.");
        }

        if (_torn > 0)
        {
            yield return Say($"{_torn} {(_torn == 1 ? "line" : "lines")} of the anchor cannot be read; a crash tears one.");
        }

        if (Agrees < number)
        {
            yield return Say($"Numbers {Agrees + 1} to {number} are not anchored yet.");
        }
    }

    private async Task CompareAsync(CancellationToken cancellationToken)
    {
        if (_waiting.Count == 0)
        {
            return;
        }

        var numbers = _waiting.ConvertAll(line => line.Number);
        var seals = await context.Set<AuditSeal>().AsNoTracking().Where(seal => numbers.Contains(seal.Number)).ToDictionaryAsync(seal => seal.Number, cancellationToken);
        foreach (var line in _waiting)
        {
            switch (AnchorComparison.Of(line, chains, seals.GetValueOrDefault(line.Number)))
            {
                case AnchorVerdict.Agrees:
                    _agrees = line;
                    break;
                case AnchorVerdict.Differs:
                    _differs ??= line;
                    break;
                case var verdict:
                    if (_missing is null)
                    {
                        (_missing, _missingAs) = (line, verdict);
                    }

                    _lastMissing = line;
                    break;
            }
        }

        _waiting.Clear();
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
