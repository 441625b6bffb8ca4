/**
 * What is drawn when `templates/cards/` has no file of that name. Laid out with flex boxes; `size` is the size of the text
 * in pixels, which is tried from large to small until no box sticks out of the one around it.
 */
export const defaultTemplates = {
  picture: `<!-- A picture: 1080 by 1350 pixels. Liquid variables: title, lines (or text, all in one), number, of, brand, accent, background, ink, muted, line, size, dir, lang.
     Pictures for <img src> lie beside this file, further fonts in fonts/. -->
<div dir="{{ dir }}" style="position: relative; overflow: hidden; display: flex; flex-direction: column; width: 100%; height: 100%; padding: 108px 96px 84px; background: {{ background }}; color: {{ ink }}">
  <div style="position: absolute; top: -210px; right: -190px; width: 620px; height: 620px; border-radius: 310px; background: {{ accent }}; opacity: 0.07"></div>
  <div style="width: 112px; height: 14px; border-radius: 7px; background: {{ accent }}"></div>
  <div style="display: flex; flex-direction: column; justify-content: center; flex: 1; min-height: 0; margin: 56px 0">
    <div style="display: flex; flex-direction: column">
      {% if title %}
      <div style="display: block; font-size: {{ size | times: 1.22 | round }}px; font-weight: 700; line-height: 1.28; letter-spacing: -0.01em; text-wrap: balance; margin-bottom: {{ size | times: 0.62 | round }}px">{{ title }}</div>
      {% endif %}
      {% for part in lines %}
      <div style="display: block; font-size: {{ size }}px; font-weight: {% if title or size < 70 %}500{% else %}700{% endif %}; line-height: 1.5; text-wrap: pretty; margin-top: {% if forloop.first %}0{% else %}{{ size | times: 0.4 | round }}{% endif %}px">{{ part }}</div>
      {% endfor %}
    </div>
  </div>
  <div style="display: flex; justify-content: space-between; align-items: center; padding-top: 34px; border-top: 2px solid {{ line }}; font-size: 32px; line-height: 1.4; color: {{ muted }}">
    <div style="display: block; font-weight: 700; max-width: 700px; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">{{ brand }}</div>
    <div style="display: block; font-weight: 500">{% if of > 1 %}{{ number }} / {{ of }}{% endif %}</div>
  </div>
</div>
`,
  video: `<!-- A frame of a film: 1080 by 1920 pixels. The players of short films cover the right 15 % and the bottom 25 %: words stay out of there.
     Liquid variables: title, lines (or text, all in one), number, of, brand, accent, background, ink, muted, line, size, dir, lang.
     Pictures for <img src> lie beside this file, further fonts in fonts/. -->
<div dir="{{ dir }}" style="position: relative; overflow: hidden; display: flex; flex-direction: column; width: 100%; height: 100%; padding: 200px 180px 500px 96px; background: {{ background }}; color: {{ ink }}">
  <div style="position: absolute; bottom: -590px; left: -160px; width: 1000px; height: 1000px; border-radius: 500px; background: {{ accent }}; opacity: 0.07"></div>
  <div style="display: flex; flex-direction: row; height: 12px">
    {% for step in (1..of) %}
    <div style="flex: 1; height: 12px; margin-right: {% if of > 20 %}3{% else %}10{% endif %}px; border-radius: 6px; background: {% if step > number %}{{ line }}{% else %}{{ accent }}{% endif %}"></div>
    {% endfor %}
  </div>
  <div style="display: flex; flex-direction: column; justify-content: center; flex: 1; min-height: 0; margin: 56px 0">
    <div style="display: flex; flex-direction: column">
      {% if title %}
      <div style="display: block; font-size: {{ size | times: 1.2 | round }}px; font-weight: 700; line-height: 1.28; letter-spacing: -0.01em; text-wrap: balance; margin-bottom: {{ size | times: 0.62 | round }}px">{{ title }}</div>
      {% endif %}
      {% for part in lines %}
      <div style="display: block; font-size: {{ size }}px; font-weight: {% if title or size < 70 %}500{% else %}700{% endif %}; line-height: 1.5; text-wrap: pretty; margin-top: {% if forloop.first %}0{% else %}{{ size | times: 0.4 | round }}{% endif %}px">{{ part }}</div>
      {% endfor %}
    </div>
  </div>
  <div style="display: block; font-size: 36px; font-weight: 700; line-height: 1.4; color: {{ muted }}; overflow: hidden; white-space: nowrap; text-overflow: ellipsis">{{ brand }}</div>
</div>
`,
} as const;
