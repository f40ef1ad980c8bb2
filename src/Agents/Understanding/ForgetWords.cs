using System.Text.RegularExpressions;

namespace CoSellBot.Agents.Understanding;

/// <summary>"Forget what I wrote here": a wish about what is stored of oneself, read by its words alone.</summary>
internal static partial class ForgetWords
{
    private const int LongestMessage = 90;

    /// <summary>True when a whole message asks for it.</summary>
    public static bool Ask(string text) => text.Length <= LongestMessage && Wish().IsMatch(ChatText.Clean(text));

    [GeneratedRegex(
        @"^(?:(?:please|pls|can\s+you|could\s+you|bitte|kannst\s+du|können\s+sie|por\s+favor|s'il\s+(?:te|vous)\s+pla[iî]t)[\s,]+)*" +
        @"(?:(?:forget|erase|delete|clear|wipe)\s+(?:(?:all|of|about|this|that|our|the|my|entire|whole|earlier|previous|everything)\s+){0,4}(?:conversation|chat|chat\s+history|history|messages|(?:what\s+)?(?:i|we)\s+(?:said|wrote|typed|told\s+you))" +
        @"|(?:vergiss|vergessen\s+sie|lösche?|löschen\s+sie)[\s,]+(?:(?:bitte|alles|diese[ns]?|unsere?n?|meine?n?|die|den|das|ganze[ns]?)[\s,]+){0,4}(?:unterhaltung|gespräch|chat|chatverlauf|verlauf|nachrichten|was\s+(?:ich|wir)\s+(?:hier\s+)?(?:gesagt|geschrieben)\s+haben?)" +
        @"|(?:diese[ns]?|unsere?n?|meine?n?|die|den|das)\s+(?:ganze[ns]?\s+)?(?:unterhaltung|gespräch|chat|chatverlauf|verlauf|nachrichten)\s+(?:hier\s+)?(?:vergessen|löschen)" +
        @"|(?:oublie[rz]?|efface[rz]?|supprime[rz]?)\s+(?:(?:tout|toute|cette|ce|notre|nos|mes|la|le|les)\s+){0,4}(?:l')?(?:conversation|discussion|historique|échanges?|messages|que\s+j'ai\s+(?:dit|écrit))" +
        @"|(?:olvid[ae]|borr[ae]|elimin[ae])\s+(?:(?:tod[oa]s?|esta|este|nuestra|nuestro|mis|la|el|los)\s+){0,4}(?:conversación|conversacion|charla|chat|historial|mensajes|lo\s+que\s+(?:he\s+)?(?:escrito|dicho|escribí|dije))" +
        @"|(?:esque[cç][ae]|apag(?:a|ue)|elimin[ae])\s+(?:(?:tud[oa]|tod[oa]s?|esta|este|a|o|as|os|nossa|nosso|minhas)\s+){0,4}(?:conversa|chat|histórico|historico|mensagens|que\s+(?:eu\s+)?(?:escrevi|disse)))" +
        @"(?:\s+(?:please|bitte|history|here|so\s+far|before|hier|bisher|ici|aquí|aqui))*[\s.!?]*$" +
        @"|^[^。]{0,20}(?:会話|チャット|履歴|やり取り|やりとり|メッセージ|書いたこと|書いた内容)[^。]{0,8}(?:忘れて|消して|削除して)[^。]{0,8}[。！]?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Wish();
}
