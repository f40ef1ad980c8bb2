using CoSellBot.Access;

namespace CoSellBot.Knowledge;

/// <summary>A passage with everything a citation needs. All of it, the title too, is for <paramref name="Readers"/> only.</summary>
/// <param name="Key">The section it stands in.</param>
/// <param name="Sentence">The sentence as it stands in the document.</param>
/// <param name="Document">The document in the version and language quoted.</param>
/// <param name="Section">The section.</param>
/// <param name="Readers">Who may read it.</param>
public sealed record KnowledgeHit(SectionKey Key, string Sentence, DocumentHead Document, KnowledgeSection Section, Readers Readers);
