using System.ClientModel;
using System.Globalization;

namespace CoSellBot.Agents.Models;

/// <summary>Why a model gave no answer.</summary>
public enum ModelFailure
{
    /// <summary>Nobody listens, the network broke, or the service is down (5xx).</summary>
    Unavailable,

    /// <summary>Too many requests or a used-up budget (429).</summary>
    Busy,

    /// <summary>The key or the model's name is wrong (401, 403, 404): a person has to change the settings.</summary>
    Misconfigured,

    /// <summary>The service refused the content.</summary>
    Filtered,

    /// <summary>The request was not understood (other 4xx).</summary>
    Rejected,

    /// <summary>The answer makes no sense.</summary>
    Malformed,

    /// <summary>The stream ended before the answer did.</summary>
    Cut,

    /// <summary>A cap of the turn was reached.</summary>
    Exhausted,
}

/// <summary>A model gave no answer. The message is for the log: people are told what the offline engine says.</summary>
public sealed class ModelException(ModelFailure reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ModelFailure Reason { get; } = reason;

    /// <summary>When to ask again, as the service said it; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>Reads a refusal of the service.</summary>
    public static ModelException From(ClientResultException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var response = failure.GetRawResponse();
        var reason = failure.Status switch
        {
            0 or >= 500 => ModelFailure.Unavailable,
            429 => ModelFailure.Busy,
            401 or 403 or 404 => ModelFailure.Misconfigured,
            400 when failure.Message.Contains("content_filter", StringComparison.Ordinal) => ModelFailure.Filtered,
            _ => ModelFailure.Rejected,
        };
        return new ModelException(reason, string.Create(CultureInfo.InvariantCulture, $"The model answered {failure.Status}."), failure)
        {
            RetryAfter = response?.Headers.TryGetValue("retry-after-ms", out var milliseconds) == true && int.TryParse(milliseconds, CultureInfo.InvariantCulture, out var short1) ? TimeSpan.FromMilliseconds(short1)
                : response?.Headers.TryGetValue("retry-after", out var seconds) == true && int.TryParse(seconds, CultureInfo.InvariantCulture, out var long1) ? TimeSpan.FromSeconds(long1) : null,
        };
    }
}
