using System.Net;

namespace CoSellBot.Tests.Infrastructure;

/// <summary>What helpers of tests expect of an answer, without a test framework: the scenarios use them too.</summary>
internal static class Answered
{
    /// <summary>Fails unless the answer has this status.</summary>
    /// <exception cref="InvalidOperationException">It has another.</exception>
    public static void MustBe(this HttpResponseMessage response, HttpStatusCode status)
    {
        if (response.StatusCode != status)
        {
            throw new InvalidOperationException($"{response.RequestMessage?.RequestUri?.AbsolutePath} answered {(int)response.StatusCode}, expected {(int)status}.");
        }
    }
}
