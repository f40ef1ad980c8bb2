namespace CoSellBot.Prm.Registrations;

/// <summary>When people are told that protection is about to end.</summary>
public static class ProtectionReminders
{
    /// <summary>Days before the end, the earliest first.</summary>
    public static IReadOnlyList<int> Days { get; } = [30, 14, 7, 1];
}
