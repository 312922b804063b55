// How html-validate judges the pages: its recommended rules, but for these.
"use strict";

module.exports = {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // The area in which a wide table scrolls is a place for the keyboard, and no section of the text.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // Titles are the author's; search engines cut them off where they like.
    "long-title": "off",
  },
};
