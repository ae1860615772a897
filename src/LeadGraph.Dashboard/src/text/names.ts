/** A name of the data's as words: "lesson_link_clicked" is "lesson link clicked". */
export function spaced(name: string): string {
  return name.replace(/[_\s]+/g, ' ').trim() || name;
}
