// One entry for every page: each behaviour is a small module of its own and does nothing where its marks are absent.
import "./when.js";
import "./copy.js";
import "./pictures.js";
import "./draft.js";
import "./complete.js";
import "./preview.js";
import "./offers.js";
import "./searched.js";
import "./instant.js";
import "./howto.js";
