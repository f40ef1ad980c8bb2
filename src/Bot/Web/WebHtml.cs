using System.Text;
using System.Text.Encodings.Web;
using CoSellBot.Agents.Replies;

namespace CoSellBot.Bot.Web;

/// <summary>Revealed replies as HTML. Everything that is not a tag of ours is encoded.</summary>
public static class WebHtml
{
    /// <summary>A reply.</summary>
    public static string Render(VisibleReply reply)
    {
        var html = new StringBuilder();
        var isCard = reply.Title is not null || reply.State is not CardState.Say;
        if (isCard)
        {
            html.Append("<article class=\"card\" data-state=\"").Append(reply.State.ToString().ToLowerInvariant()).Append("\">");
        }

        if (reply.Title is { } title)
        {
            html.Append("<h3 class=\"card-title\">").Append(Encode(title));
            if (reply.Note is { } note)
            {
                html.Append(" <span class=\"card-note\">").Append(Encode(note)).Append("</span>");
            }

            html.Append("</h3>");
        }

        if (reply.Facts.Length > 0)
        {
            html.Append("<ul class=\"facts\">");
            foreach (var fact in reply.Facts)
            {
                html.Append("<li>").Append(Encode(fact.Text));
                if (fact.Derived)
                {
                    html.Append("<sup class=\"mark\" title=\"filled in by the bot\">*</sup>");
                }

                html.Append("</li>");
            }

            html.Append("</ul>");
        }

        foreach (var line in reply.Lines)
        {
            html.Append(isCard ? "<p class=\"line\">" : "<p class=\"say\">").Append(Encode(line)).Append("</p>");
        }

        if (reply.Items.Length > 0)
        {
            html.Append("<ol class=\"items\">");
            foreach (var item in reply.Items)
            {
                html.Append("<li>").Append(Encode(item.Text));
                foreach (var button in item.Buttons)
                {
                    html.Append(' ');
                    Append(html, button);
                }

                html.Append("</li>");
            }

            html.Append("</ol>");
        }

        if (reply.Buttons.Length > 0)
        {
            html.Append("<div class=\"buttons\">");
            foreach (var button in reply.Buttons)
            {
                Append(html, button);
            }

            html.Append("</div>");
        }

        if (reply.Source is { } source)
        {
            html.Append("<footer class=\"source\">").Append(Encode(source)).Append("</footer>");
        }

        return isCard ? html.Append("</article>").ToString() : html.ToString();
    }

    /// <summary>A person's words.</summary>
    public static string Words(string text) => $"<p>{Encode(text)}</p>";

    private static void Append(StringBuilder html, VisibleButton button) => html
        .Append("<button type=\"button\" class=\"").Append(button.Style.ToString().ToLowerInvariant())
        .Append("\" data-press=\"").Append(Encode(button.Value)).Append("\">").Append(Encode(button.Label)).Append("</button>");

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
