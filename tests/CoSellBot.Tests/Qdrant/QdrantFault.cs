namespace CoSellBot.Tests.Qdrant;

/// <summary>One way in which an answer fails to arrive.</summary>
internal abstract record QdrantFault
{
    /// <summary>The connection is cut before an answer; nothing was done.</summary>
    public sealed record Down : QdrantFault;

    /// <summary>Time passes first, then all goes its way.</summary>
    public sealed record Slow(TimeSpan Wait) : QdrantFault;

    /// <summary>Another answer instead; nothing was done.</summary>
    public sealed record Status(int Code, string Body, string ContentType = "application/json") : QdrantFault;

    /// <summary>The request is carried out; half of the answer's body arrives, then the connection is cut.</summary>
    public sealed record CutAnswer : QdrantFault;

    /// <summary>A page with status 200, as a proxy or a login in between gives it; nothing was done.</summary>
    public sealed record Html : QdrantFault;

    /// <summary>The fault for the next requests only.</summary>
    public sealed record Once(QdrantFault Fault, int Times = 1) : QdrantFault;
}
