using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CoSellBot.Benchmarks.Registrations;

/// <summary>Where the time of a database goes: each text of a statement with the time from its start to the end of its reading.</summary>
internal sealed class StatementTimes : DbCommandInterceptor
{
    private const int Shown = 6;
    private const int Width = 400;
    private readonly Dictionary<string, (int Times, TimeSpan Spent, int Rows)> _byText = [];
    private readonly Lock _lock = new();

    /// <summary>Statements since the last <see cref="Clear"/>.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byText.Values.Sum(one => one.Times);
            }
        }
    }

    /// <summary>Forgets what was counted.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _byText.Clear();
        }
    }

    /// <summary>The statements that took longest, with milliseconds and rows for each of so many rounds.</summary>
    public string Slowest(int rounds)
    {
        lock (_lock)
        {
            return string.Join(Environment.NewLine, _byText.OrderByDescending(pair => pair.Value.Spent).Take(Shown).Select(pair => string.Create(
                CultureInfo.InvariantCulture,
                $"- {pair.Value.Spent.TotalMilliseconds / rounds:F3} ms, {(double)pair.Value.Rows / rounds:F1} rows, {(double)pair.Value.Times / rounds:F1} times: {OneLine(pair.Key)}")));
        }
    }

    // A statement runs up to its first row when it starts, and on while it is read.
    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Add(command, 0, eventData.Duration, 0);
        return ValueTask.FromResult(result);
    }

    public override InterceptionResult DataReaderDisposing(DbCommand command, DataReaderDisposingEventData eventData, InterceptionResult result)
    {
        Add(command, 1, eventData.Duration, eventData.ReadCount);
        return result;
    }

    private void Add(DbCommand command, int times, TimeSpan spent, int rows)
    {
        lock (_lock)
        {
            var sum = _byText.GetValueOrDefault(command.CommandText);
            _byText[command.CommandText] = (sum.Times + times, sum.Spent + spent, sum.Rows + rows);
        }
    }

    private static string OneLine(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.Length > Width ? words[^Width..] : words;
    }
}
