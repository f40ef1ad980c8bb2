namespace CoSellBot.Prm;

/// <summary>The eight ways a partner record system can fail us; every plugin maps its own errors onto them.</summary>
public enum PrmFailure
{
    /// <summary>The outcome cannot be told; a write must be read back before anything else.</summary>
    Unknown,

    /// <summary>Our credentials were refused.</summary>
    Unauthenticated,

    /// <summary>The credentials are good but may not do this.</summary>
    Forbidden,

    /// <summary>No such record.</summary>
    NotFound,

    /// <summary>The record system refused the values.</summary>
    Invalid,

    /// <summary>The record changed meanwhile, or the key was used for something else.</summary>
    Conflict,

    /// <summary>Too many calls; see <see cref="PrmException.RetryAfter"/>.</summary>
    RateLimited,

    /// <summary>The system does not answer.</summary>
    Unavailable,
}

/// <summary>A failed call to the partner records. The message is for operators and never shown in chat.</summary>
public sealed class PrmException : Exception
{
    /// <summary>Creates a failure of one of the eight kinds.</summary>
    public PrmException(PrmFailure reason, string message, Exception? inner = null, TimeSpan? retryAfter = null, string? code = null)
        : base(message, inner)
    {
        Reason = reason;
        RetryAfter = retryAfter;
        Code = code;
    }

    /// <summary>Which sentence of ours says to people what was wrong, or null for the general one of <see cref="Reason"/>.</summary>
    public string? Code { get; }

    /// <summary>Which of the eight.</summary>
    public PrmFailure Reason { get; }

    /// <summary>How long the system asked us to wait, when it said so.</summary>
    public TimeSpan? RetryAfter { get; }
}
