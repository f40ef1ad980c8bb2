namespace CoSellBot.Tests.Qdrant;

/// <summary>A request is refused, in the words of Qdrant's source.</summary>
internal sealed class QdrantRefusal(int status, string message) : Exception(message)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>What the request asks for cannot be done with this collection.</summary>
    public static QdrantRefusal Input(string message) => new(400, "Wrong input: " + message);

    /// <summary>The body is JSON, but not of the documented shape.</summary>
    public static QdrantRefusal Format(string message) => new(400, "Format error in JSON body: " + message);

    /// <summary>The body has the documented shape and breaks a rule over it.</summary>
    public static QdrantRefusal Validation(string field, string rule) => new(422, $"Validation error in JSON body: [{field}: {rule}]");

    /// <summary>No such vector in the collection.</summary>
    public static QdrantRefusal NoVector(string name) => Input("Not existing vector name error: " + name);

    /// <summary>No such collection and no such alias.</summary>
    public static QdrantRefusal NoCollection(string name) => new(404, $"Not found: Collection `{name}` doesn't exist!");

    /// <summary>Qdrant can do this and this server cannot; nothing is ignored silently.</summary>
    public static QdrantRefusal Unsupported(string what) => new(501, $"The loopback server cannot do this: {what}.");
}
