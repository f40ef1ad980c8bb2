using System.Collections.Frozen;

namespace CoSellBot.Agents.Understanding;

/// <summary>Decides whether a whole message is a plain yes or a plain no. A typed yes can confirm a write, so doubt is null.</summary>
internal static class YesNo
{
    private const int LongestMessage = 80;
    private const int LongestPhrase = 4;

    private static readonly FrozenSet<string> Yes = Phrases(
        "yes|y|yep|yeah|yea|ya|yup|yess|ye|ok|okay|okey|k|kk|sure|correct|right|agreed|confirm|confirmed|approved|absolutely|definitely|of course|fine|perfect|great|good|all good|looks good|lgtm|" +
        "go|go ahead|go for it|do it|do that|register|register it|register that|register this|submit|submit it|send it|that is right|that's right|thats right|proceed|continue|yes please|sounds good|👍|✅|" +
        "ja|jo|jawohl|genau|passt|einverstanden|mach das|registrieren|bestätigen|bestätigt|oui|ouais|d'accord|dac|vas-y|allez-y|confirmer|c'est bon|" +
        "sí|si|claro|vale|dale|adelante|confirmo|de acuerdo|registrar|regístralo|sim|pode|pode registrar|isso|certo|confirma|beleza|はい|ええ|うん|お願いします|登録して|登録してください|了解");

    private static readonly FrozenSet<string> No = Phrases(
        "no|n|nope|nah|na|noo|no way|not now|not yet|don't|dont|do not|please don't|no thanks|no thank you|stop|cancel|cancel it|cancel that|abort|never mind|nevermind|nvm|forget it|drop it|👎|❌|" +
        "nein|nö|nee|ne|abbrechen|stopp|lieber nicht|non|annuler|annule|laisse tomber|cancelar|cancela|déjalo|não|nao|pare|deixa|いいえ|いや|やめて|キャンセル");

    private static readonly FrozenSet<string> Filler = Phrases("please|pls|plz|thanks|thank you|thx|ta|then|now|just|bitte|danke|s'il vous plaît|svp|merci|por favor|gracias|obrigado|obrigada");

    /// <summary>True for a plain yes, false for a plain no, null for anything more or less ("yes but make it 90k", "ok?", "ok no").</summary>
    public static bool? Read(string text)
    {
        if (text.Length > LongestMessage * 4)
            return null;
        var clean = ChatText.Clean(text).ToLowerInvariant().Replace('\u2019', '\'');
        if (clean.Length is 0 or > LongestMessage || clean.Contains('?', StringComparison.Ordinal) || clean.Contains('？', StringComparison.Ordinal))
            return null;
        var words = clean.Split([' ', ',', '.', '!', ';', ':', '、', '。', '！'], StringSplitOptions.RemoveEmptyEntries);
        bool yes = false, no = false;
        for (var i = 0; i < words.Length;)
        {
            var (length, kind) = PhraseAt(words, i);
            if (length == 0)
                return null;
            yes |= kind == Yes;
            no |= kind == No;
            i += length;
        }
        return yes == no ? null : yes;
    }

    private static (int Length, FrozenSet<string>? Kind) PhraseAt(string[] words, int start)
    {
        for (var length = Math.Min(LongestPhrase, words.Length - start); length > 0; length--)
        {
            var phrase = string.Join(' ', words, start, length);
            if (Yes.Contains(phrase))
                return (length, Yes);
            if (No.Contains(phrase))
                return (length, No);
            if (Filler.Contains(phrase))
                return (length, Filler);
        }
        return (0, null);
    }

    private static FrozenSet<string> Phrases(string phrases) => phrases.Split('|').ToFrozenSet(StringComparer.Ordinal);
}
