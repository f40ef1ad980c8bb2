using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;

namespace CoSellBot.Agents.Models;

/// <summary>Why a model gave no answer.</summary>
public enum ModelFailure
{
    /// <summary>Nobody listens, the network broke, or the service is down (5xx).</summary>
    Unavailable,

    /// <summary>It took the question and said nothing for too long.</summary>
    Silent,

    /// <summary>Too many requests or a used-up budget (429).</summary>
    Busy,

    /// <summary>The key or the model's name is wrong (401, 403, 404): a person has to change the settings.</summary>
    Misconfigured,

    /// <summary>The service or the model refused the content.</summary>
    Refused,

    /// <summary>The request was not understood (other 4xx).</summary>
    Rejected,

    /// <summary>The answer makes no sense.</summary>
    Malformed,

    /// <summary>The answer ended before it was whole.</summary>
    Cut,

    /// <summary>A cap of the turn was reached: time, tokens or length.</summary>
    Exhausted,
}

/// <summary>A model gave no answer. The message is for the log and quotes nobody; people are told what the offline engine says.</summary>
public sealed class ModelException(ModelFailure reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public ModelFailure Reason { get; } = reason;

    /// <summary>When to ask again, as the service said it; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    /// <summary>True when asking the same again may help.</summary>
    public bool MayPass => Reason is ModelFailure.Unavailable or ModelFailure.Busy or ModelFailure.Cut or ModelFailure.Malformed;

    /// <summary>Reads a refusal of the service.</summary>
    public static ModelException From(ClientResultException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var response = failure.GetRawResponse();
        var reason = failure.Status switch
        {
            0 or 408 or >= 500 => ModelFailure.Unavailable,
            429 => ModelFailure.Busy,
            401 or 403 or 404 => ModelFailure.Misconfigured,
            400 when failure.Message.Contains("content_filter", StringComparison.Ordinal) => ModelFailure.Refused,
            // Redirects are not followed: the key would go where they lead.
            < 400 => ModelFailure.Misconfigured,
            _ => ModelFailure.Rejected,
        };
        return new ModelException(reason, string.Create(CultureInfo.InvariantCulture, $"The model's service answered {failure.Status}."), failure)
        {
            RetryAfter = Wait(response, "retry-after-ms", TimeSpan.FromMilliseconds(1)) ?? Wait(response, "retry-after", TimeSpan.FromSeconds(1)),
        };
    }

    // Seconds may have a fraction; a date is not understood and counts as not said.
    private static TimeSpan? Wait(PipelineResponse? response, string header, TimeSpan unit) =>
        response?.Headers.TryGetValue(header, out var text) == true && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? unit * Math.Min(number, TimeSpan.FromDays(1) / unit) : null;
}
