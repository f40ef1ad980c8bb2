namespace CoSellBot.Prm.Sla;

/// <summary>Opening hours within one local day.</summary>
/// <param name="Opens">Local time the window begins.</param>
/// <param name="Closes">Local time it ends, after <paramref name="Opens"/>; 00:00 means the end of the day. Hours past midnight are a window of the next day.</param>
public readonly record struct BusinessWindow(TimeOnly Opens, TimeOnly Closes)
{
    internal long OpenTicks => Opens.Ticks;

    internal long CloseTicks => Closes == TimeOnly.MinValue ? TimeSpan.TicksPerDay : Closes.Ticks;
}
