import "../shared/core-5af6f158.js";
import "../shared/wait-digests-d1ead910.js";
